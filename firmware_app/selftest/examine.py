"""The selftest from the wiring to the last part, and its verdict by light."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from typing import TypeAlias

from firmware_app.desk import Face, Fault, GpioDesk, Pinout, Status, load_pinout
from firmware_app.errors import CuelightError
from firmware_app.selftest.desk_parts import desk_parts
from firmware_app.selftest.result import PartError, Result
from firmware_app.selftest.stage import Stage
from firmware_app.settings import DeskSettings

Check: TypeAlias = Callable[[], str]
"""Looks at one part: what it found in one line, or a PartError."""


@dataclass(frozen=True)
class Options:
    """``step_s``: how long each lamp is lit. ``press_s``: the button has to be pressed within it; 0: nobody is asked.

    ``buzzer``: it ticks with every lamp, whatever the settings say of it. ``stage``: what plays on the desk.
    """

    step_s: float = 0.4
    press_s: float = 0.0
    buzzer: bool = False
    stage: Callable[[GpioDesk], Stage] = Stage


def selftest(settings: DeskSettings, checks: Mapping[str, Check], options: Options) -> Iterator[Result]:
    """Results as they come: the wiring file, the lines, every lamp, the button, then ``checks`` (part → check).

    ``checks`` brings what the desk does not know: models, taps, data. At the end the light tells the verdict.
    """
    settings = replace(settings, buzzer=settings.buzzer or options.buzzer)
    try:
        pinout = load_pinout(settings.pinout)
    except CuelightError as error:
        yield Result("wiring", str(error), Fault.SETTINGS)
        yield from _checked(checks)
        return
    yield Result("wiring", f"{pinout.where}: at most {pinout.most_ma:.0f} mA")
    try:
        desk = GpioDesk(pinout, settings)
    except CuelightError as error:
        yield Result("lines", str(error), Fault.LINES)
        yield from _checked(checks)
        return
    with closing(desk):
        failed: list[Fault] = []
        stage = options.stage(desk)
        for result in _by_light(stage, pinout, checks, options, buzzer=settings.buzzer):
            failed += [] if result.fault is None else [result.fault]
            yield result
        stage.tell(failed)


def _by_light(
    stage: Stage, pinout: Pinout, checks: Mapping[str, Check], options: Options, *, buzzer: bool
) -> Iterator[Result]:
    yield Result("lines", f"held through gpiozero's {stage.desk.pins}")
    yield from desk_parts(stage, pinout, options.step_s, options.press_s, buzzer=buzzer)
    # while it looks at what has no lamp: faint, as when it listens
    stage.show(Face(status=Status.LISTENING), options.step_s)
    yield from _checked(checks)


def _checked(checks: Mapping[str, Check]) -> Iterator[Result]:
    for part, check in checks.items():
        try:
            yield Result(part, check())
        except PartError as error:
            yield Result(part, str(error), error.fault)
        except CuelightError as error:
            yield Result(part, str(error), Fault.SOFTWARE)
