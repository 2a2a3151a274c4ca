"""What counts as the same call after a pause, and as another."""

from __future__ import annotations

import numpy as np
import pytest

from firmware_app.conversation import CallChanged, SuspendedChanged
from firmware_app.pipeline import Event
from tools.bench.pauses import Call, Told, hung_up, paused, row, told

RATE = 16000


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ([CallChanged(1.0, True)], (Told.NEVER, 10.0)),
        ([SuspendedChanged(15.0, True)], (Told.OPEN, 15.0)),
        ([SuspendedChanged(15.0, True), SuspendedChanged(32.0, False)], (Told.SAME, 32.0)),
        (
            [SuspendedChanged(15.0, True), SuspendedChanged(32.0, False), CallChanged(32.0, False)],
            (Told.OTHER, 32.0),
        ),
        ([SuspendedChanged(15.0, True), SuspendedChanged(32.0, False), CallChanged(60.0, False)], (Told.SAME, 32.0)),
    ],
)
def test_the_outcome_is_read_from_the_events(events: list[Event], expected: tuple[Told, float]) -> None:
    assert told(events, 10.0) == expected


def test_a_row_counts_what_is_wrong() -> None:
    trials = [(Told.SAME, 4.0), (Told.SAME, 8.0), (Told.OTHER, 3.0), (Told.OPEN, 30.0)]
    assert row("pauses", Told.SAME, trials) == "| pauses | 4 | 2 | 1 | 1 | 0 | 50 | 6.0, 8.0 |"


def test_a_pause_cuts_one_call_and_a_hang_up_joins_two() -> None:
    def call(who: str, hz: float) -> Call:
        tone = 0.1 * np.sin(2 * np.pi * hz * np.arange(90 * RATE) / RATE).astype(np.float32)
        return Call(who, tone, tone)

    def loudest_hz(sound: np.ndarray) -> float:
        return float(np.argmax(np.abs(np.fft.rfft(sound))) * RATE / len(sound))

    one, other = call("one", 300.0), call("other", 700.0)
    (before, after), died = paused(one, np.random.default_rng(1))
    assert len(before[0]) == len(before[1]) == round(died * RATE)
    assert [round(loudest_hz(part[0])) for part in (before, after)] == [300, 300]
    (before, after), _ = hung_up(one, other, np.random.default_rng(1))
    assert [round(loudest_hz(part[0])) for part in (before, after)] == [300, 700]
