"""Both taps, through the same headset as the kiosk's: each one's level."""

from __future__ import annotations

import time

import numpy as np

from firmware_app.audio import Block
from firmware_app.audio.headset import Headset
from firmware_app.desk import Fault
from firmware_app.facts import Side
from firmware_app.selftest.result import PartError
from firmware_app.settings import AudioSettings

_TAPS_S = 20.0
"""An input that has not opened by then is a fault: on a Pi Zero a reader takes its time to start."""
_LISTEN_S = 1.0
_SILENT_DBFS = -100.0


def taps(settings: AudioSettings, least_dbfs: float | None = None) -> str:
    """Listens to both for a second; their levels in one line. ``least_dbfs``: each must peak above it (a jig's tone).

    Raises:
        PartError: one is not there, or too quiet.
    """
    heard = _listen(settings)
    quiet = {side for side, dbfs in heard.items() if least_dbfs is not None and dbfs < least_dbfs}
    found = ", ".join(f"{side.value} peaks at {dbfs:.0f} dBFS" for side, dbfs in heard.items())
    if quiet:
        raise PartError(_fault(quiet), f"{found}; at least {least_dbfs:g} is wanted: look at the tap and its gain")
    return found


def _listen(settings: AudioSettings) -> dict[Side, float]:
    headset = Headset(settings)
    heard = dict.fromkeys(Side, _SILENT_DBFS)
    began: float | None = None
    lost: frozenset[Side] = frozenset(Side)
    tried = time.monotonic()
    try:
        for block in headset.blocks():
            now, lost = time.monotonic(), block.lost
            if not lost and len(block.caller):
                began = now if began is None else began
                _louder(heard, block)
            if now - tried > _TAPS_S if began is None else now - began > _LISTEN_S:
                break
        if began is None:
            why = "; ".join(sorted(set(headset.faults.values()))) or "no sound came"
            raise PartError(_fault(lost), why)
    finally:
        headset.close()
    return heard


def _louder(heard: dict[Side, float], block: Block) -> None:
    for side, samples in ((Side.CALLER, block.caller), (Side.AGENT, block.agent)):
        peak = float(np.abs(samples).max())
        heard[side] = max(heard[side], 20.0 * float(np.log10(max(peak, 1e-5))))


def _fault(sides: set[Side] | frozenset[Side]) -> Fault:
    if len(sides) == 1:
        return Fault.CALLER_LOST if Side.CALLER in sides else Fault.AGENT_LOST
    return Fault.BOTH_LOST
