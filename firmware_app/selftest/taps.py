"""Both taps, through the same headset as the kiosk's: each one's level, and some seconds of both."""

from __future__ import annotations

import time

import numpy as np

from firmware_app.audio import Block, Samples
from firmware_app.audio.headset import Headset
from firmware_app.desk import Fault
from firmware_app.facts import Side
from firmware_app.selftest.result import PartError
from firmware_app.settings import AudioSettings

_TAPS_S = 20.0
"""An input that has not opened by then is a fault: on a Pi Zero a reader takes its time to start."""
_LISTEN_S = 1.0


def taps(settings: AudioSettings, least_dbfs: float | None = None) -> str:
    """Listens to both for a second; their levels in one line. ``least_dbfs``: each must peak above it (a jig's tone).

    Raises:
        PartError: one is not there, or too quiet.
    """
    lines = zip(Side, record(settings, _LISTEN_S), strict=True)
    heard = {side: 20.0 * float(np.log10(max(float(np.abs(line).max()), 1e-5))) for side, line in lines}
    quiet = {side for side, dbfs in heard.items() if least_dbfs is not None and dbfs < least_dbfs}
    found = ", ".join(f"{side.value} peaks at {dbfs:.0f} dBFS" for side, dbfs in heard.items())
    if quiet:
        raise PartError(_fault(quiet), f"{found}; at least {least_dbfs:g} is wanted: look at the tap and its gain")
    return found


def record(settings: AudioSettings, seconds: float) -> tuple[Samples, Samples]:
    """Caller and agent, so long from when both are there; in memory alone.

    Raises:
        PartError: one is not there.
    """
    headset = Headset(settings)
    heard: list[Block] = []
    lost: frozenset[Side] = frozenset(Side)
    tried = began = time.monotonic()
    try:
        for block in headset.blocks():
            now, lost = time.monotonic(), block.lost
            if not lost and len(block.caller):
                began = began if heard else now
                heard.append(block)
            if now - began > seconds if heard else now - tried > _TAPS_S:
                break
        if not heard:
            why = "; ".join(sorted(set(headset.faults.values()))) or "no sound came"
            raise PartError(_fault(lost), why)
    finally:
        headset.close()
    return np.concatenate([block.caller for block in heard]), np.concatenate([block.agent for block in heard])


def _fault(sides: set[Side] | frozenset[Side]) -> Fault:
    if len(sides) == 1:
        return Fault.CALLER_LOST if Side.CALLER in sides else Fault.AGENT_LOST
    return Fault.BOTH_LOST
