"""What ``cuelight desk`` does: the face in the terminal, light by light. It hears nothing and serves nothing."""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Sequence

from rich.console import Console

from firmware_app.desk import Readings, Screen, load_pinout
from firmware_app.desk.scenes import SCENES
from firmware_app.errors import InputError
from firmware_app.settings_file import load_settings

_TURN_S = 0.04


def desk(arguments: argparse.Namespace) -> int:
    """``cuelight desk``."""
    names = _known(arguments.scenes) or list(SCENES)
    if arguments.list:
        for name in names:
            print(f"{name:<12} {SCENES[name].asks}")
        return 0
    if not arguments.seconds > 0:
        raise InputError(f"--seconds {arguments.seconds:g}: nothing could be seen; give more than 0")
    console = Console()
    stays = len(arguments.scenes) == 1 and console.is_terminal
    with Screen(load_pinout(load_settings(arguments.settings).desk.pinout).legends, console) as screen:
        for name in names:
            _play(screen, name, math.inf if stays else arguments.seconds if console.is_terminal else _TURN_S)
    return 0


def _known(names: Sequence[str]) -> list[str]:
    for name in names:
        if name not in SCENES:
            raise InputError(f"desk: {name}: no such scene; cuelight desk --list names them")
    return list(names)


def _play(screen: Screen, name: str, seconds: float) -> None:
    scene = SCENES[name]
    began = time.monotonic()
    while (t := time.monotonic() - began) < seconds:
        # what a fault wants done the screen says by itself
        screen.show(scene.face, t, Readings(why="" if scene.face.fault else scene.asks))
        time.sleep(_TURN_S)
