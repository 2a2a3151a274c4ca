"""Real conversation between people who are not known to be angry: the recordings, and who in them can be the caller.

The list is ``calls_real.csv`` and the calls of ``calls.csv`` that were not composed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import numpy as np

from firmware_app.audio.block import Samples
from models.training.corpus import read_channels, table

TUNING = frozenset({"aws_lca", "aws_pca", "google", "mfa", "symbl", "watson"})
"""Sources that thresholds and priors may be chosen on. Every other source judges, and is never used to fit or select:
here ``azure``, ``falcon``, ``jmoshi``, ``pyannote`` and ``spokenwoz``. Written before anything was tuned on them."""
_SEVERAL = re.compile(r"two speakers|two-party|conversation|\bcall\b|phone order|meeting", re.IGNORECASE)
"""What the list says of a recording whose voices share a channel."""
_HISS = 10.0 ** (-65.0 / 20.0)
"""A quiet desk's microphone, for an agent who was not recorded."""


class Line(str, Enum):
    """Who is on the caller's channel, and whether the other side is there."""

    BOTH = "two channels"
    ONE = "one voice, other side not recorded"
    MIXED = "several voices on one channel"


@dataclass(frozen=True)
class RealCall:
    """One recording with one channel taken for the caller's. ``caller``: the channel, 0 or 1."""

    name: str
    path: Path
    source: str
    line: Line
    caller: int = 0

    @property
    def judges(self) -> bool:
        """Whether it belongs to the half that nothing is tuned on."""
        return self.source not in TUNING

    def sides(self) -> tuple[Samples, Samples]:
        """Caller and agent at 16 kHz, equally long; an agent who was not recorded is hiss."""
        channels = read_channels(self.path)
        caller = channels[self.caller]
        if self.line is Line.BOTH:
            return caller, channels[1 - self.caller]
        return caller, (_HISS * np.random.default_rng(0).standard_normal(len(caller))).astype(np.float32)


def real_calls(data: Path) -> list[RealCall]:
    """Every recording once for each channel that can be the caller's, in the lists' order."""
    found: list[RealCall] = []
    for row in table(data / "calls_real.csv"):
        found += _callers(data / row["path"], row["source"], _line(data, row))
    for row in table(data / "calls.csv"):
        if row["corpus"] != "composed":
            found += _callers(data / row["path"], row["corpus"], Line.BOTH)
    return found


def _callers(path: Path, source: str, line: Line) -> list[RealCall]:
    channels = (0, 1) if line is Line.BOTH else (0,)
    return [
        RealCall(f"{path.stem}-{channel}" if len(channels) > 1 else path.stem, path, source, line, channel)
        for channel in channels
    ]


def _line(data: Path, row: dict[str, str]) -> Line:
    if row["channels"] == "2" and not row["caller_channel"].startswith("mono"):
        return Line.BOTH
    speakers = row["transcript"]
    if speakers.endswith(".rttm"):
        named = {line.split()[7] for line in (data / speakers).read_text(encoding="utf-8").splitlines() if line}
        return Line.MIXED if len(named) > 1 else Line.ONE
    if row["source"] == "watson":  # "not all are calls": each is one voice
        return Line.ONE
    return Line.MIXED if _SEVERAL.search(f"{row['real']} {row['note']}") else Line.ONE
