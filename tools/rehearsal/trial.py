"""Calls judged, many at a time: what the ears told of each, fed to the coach, against what was due."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from enum import Enum
from functools import partial
from pathlib import Path

from firmware_app.settings import Settings
from tools.rehearsal.dues import windows
from tools.rehearsal.perform import HeardCall, Performance, perform, with_true_anger
from tools.rehearsal.score import judge, showings
from tools.rehearsal.tally import Judged
from tools.rehearsal.truth import Truth
from tools.workers import spread


class Feed(str, Enum):
    """What the coach is told of the caller's anger."""

    TRUTH = "the truth about anger fed in"
    EARS = "the ears' own"


Heard = tuple[Path, Path]
"""A call's truth, and the facts that the ears told of it."""


def tried(calls: Sequence[Heard], feed: Feed, settings: Settings) -> list[Judged]:
    """Each call judged. What is due is read by the shipped settings: `settings` may be on trial themselves."""
    return list(spread(partial(one_tried, feed=feed, settings=settings), calls, chunk=4))


def one_tried(call: Heard, feed: Feed, settings: Settings) -> Judged:
    """One call judged."""
    truth = Truth.load(call[0])
    shown = showings(performed(call, truth, feed, settings).cues, truth.duration_s)
    return Judged(truth, judge(windows(truth, Settings()), shown))


def performed(call: Heard, truth: Truth, feed: Feed, settings: Settings) -> Performance:
    """What the product made of one call."""
    heard: HeardCall = pickle.loads(call[1].read_bytes())
    return perform(with_true_anger(heard, truth) if feed is Feed.TRUTH else heard, settings)
