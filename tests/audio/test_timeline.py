"""The common clock, with simulated devices: every frame carries its own time, so each can be checked."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firmware_app.audio import SAMPLE_RATE, Block
from firmware_app.audio.timeline import START_S, Timeline
from firmware_app.facts import Side
from tests.audio.simulated import QUANTUM, Device, offsets, run
from tests.audio.sounds import joined

STALL_S = 0.4
MS = SAMPLE_RATE // 1000


def skew(taken: list[tuple[float, Block]]) -> float:
    """The most by which the two sides lie apart, in samples, where both are known."""
    return float(np.nanmax(np.abs(offsets(taken, Side.CALLER) - offsets(taken, Side.AGENT))))


def lost_spans(taken: list[tuple[float, Block]], side: Side) -> int:
    """How many times a side is lost."""
    states = [side in block.lost for _, block in taken]
    return sum(now and not before for before, now in zip([False, *states], states, strict=False))


@settings(max_examples=40, deadline=None)
@given(
    phase_s=st.floats(0.0, 0.5),
    late=st.lists(st.floats(0.0, 0.012), min_size=7, max_size=13),
    other=st.lists(st.floats(0.0, 0.012), min_size=7, max_size=13),
)
def test_both_sides_lie_on_one_clock_however_late_they_are_read(
    phase_s: float, late: list[float], other: list[float]
) -> None:
    timeline = Timeline(STALL_S)
    caller = Device(Side.CALLER, late_s=lambda n: late[n % len(late)])
    agent = Device(Side.AGENT, starts_s=phase_s, late_s=lambda n: other[n % len(other)])
    taken = run(timeline, [caller, agent], 6.0)
    joined([block for _, block in taken])
    assert taken[0][1].start == 0
    assert sum(len(b.caller) for _, b in taken) > 4.5 * SAMPLE_RATE
    assert not any(block.lost for _, block in taken)
    # no read is more prompt than the promptest, and no two of those differ by more than the latest read
    assert skew(taken) <= 12 * MS + 2
    assert all(timeline.tally[side].missing == 0 for side in Side)


def test_a_read_that_is_late_now_and_then_does_not_move_its_side() -> None:
    caller = Device(Side.CALLER, late_s=lambda n: 0.035 if n % 4 == 2 else 0.0)
    assert skew(run(Timeline(STALL_S), [caller, Device(Side.AGENT)], 4.0)) <= 1


@settings(max_examples=25, deadline=None)
@given(at_s=st.floats(1.0, 1.5), side=st.sampled_from(Side))
def test_a_silent_input_is_noticed_within_half_a_second(at_s: float, side: Side) -> None:
    timeline = Timeline(STALL_S)
    devices = [Device(s, silent=(lambda t: t > at_s) if s is side else (lambda _: False)) for s in Side]
    taken = run(timeline, devices, 3.0)
    first = next(now_s for now_s, block in taken if block.lost)
    assert first - at_s <= 0.5
    assert {block.lost for now_s, block in taken if now_s >= first + 0.1} == {frozenset({side})}
    assert max(len(block.caller) for _, block in taken) <= 0.1 * SAMPLE_RATE
    # the other side goes on, complete
    joined([block for _, block in taken])
    assert not np.isnan(offsets(taken, side.other)).any()


def test_both_silent_the_clock_goes_on_with_the_time() -> None:
    timeline = Timeline(STALL_S)
    taken = run(timeline, [Device(s, silent=lambda t: t > 1.0) for s in Side], 5.0)
    assert taken[-1][1].end == pytest.approx((5.0 - taken[0][0]) * SAMPLE_RATE, abs=0.1 * SAMPLE_RATE)
    assert taken[-1][1].lost == frozenset(Side)
    assert not taken[-1][1].caller.any()
    joined([block for _, block in taken])


@pytest.mark.parametrize("away", [(1.0, 1.6), (1.0, 4.0)])
def test_a_side_that_returns_is_in_its_place_again(away: tuple[float, float]) -> None:
    timeline = Timeline(STALL_S)
    agent = Device(Side.AGENT, silent=lambda t: away[0] < t < away[1])
    taken = run(timeline, [Device(Side.CALLER), agent], 6.0)
    joined([block for _, block in taken])
    assert lost_spans(taken, Side.AGENT) == 1
    assert not taken[-1][1].lost
    assert skew(taken) <= 2 * MS
    assert timeline.tally[Side.AGENT].returned == 1
    assert timeline.tally[Side.AGENT].missing == pytest.approx((away[1] - away[0]) * SAMPLE_RATE, abs=0.3 * SAMPLE_RATE)
    assert timeline.tally[Side.CALLER].missing == 0


def test_both_sides_that_return_are_in_their_places_again() -> None:
    timeline = Timeline(STALL_S)
    devices = [Device(s, silent=lambda t: 1.0 < t < 3.0) for s in Side]
    taken = run(timeline, devices, 5.0)
    joined([block for _, block in taken])
    assert not taken[-1][1].lost
    assert skew(taken) <= 2 * MS


def test_a_reader_that_stalls_for_less_than_the_ring_loses_nothing() -> None:
    timeline = Timeline(STALL_S)
    devices = [Device(Side.CALLER, stalled=lambda t: 1.0 < t < 1.35), Device(Side.AGENT)]
    taken = run(timeline, devices, 4.0)
    assert not any(block.lost for _, block in taken)
    assert not np.isnan(offsets(taken, Side.CALLER)).any()
    assert skew(taken) <= 2 * MS
    assert timeline.tally[Side.CALLER].missing == 0


def test_stale_sound_is_dropped_and_counted_when_a_side_was_given_up_meanwhile() -> None:
    timeline = Timeline(STALL_S)
    devices = [Device(Side.CALLER, stalled=lambda t: 1.0 < t < 1.9), Device(Side.AGENT)]
    taken = run(timeline, devices, 4.0)
    before = QUANTUM * 12  # by which it was placed at first
    assert timeline.tally[Side.CALLER].dropped - before > 0.4 * SAMPLE_RATE
    assert not taken[-1][1].lost
    assert skew(taken) <= 2 * MS


def test_what_a_full_ring_lost_is_counted_and_both_sides_are_in_step_again() -> None:
    timeline = Timeline(stall_s=5.0)  # so that the side is not given up, and only the clock can tell
    devices = [Device(Side.CALLER, stalled=lambda t: 1.0 < t < 3.0), Device(Side.AGENT)]
    taken = run(timeline, devices, 6.0)
    joined([block for _, block in taken])
    assert timeline.tally[Side.CALLER].missing == pytest.approx(SAMPLE_RATE, abs=0.05 * SAMPLE_RATE)
    assert timeline.tally[Side.AGENT].missing == 0
    assert any(block.lost == {Side.CALLER} for _, block in taken)  # the gap is marked where it lies
    late = [(now_s, block) for now_s, block in taken if now_s > 3.5]
    assert skew(late) <= 2 * MS


def test_frames_lost_on_the_way_are_made_up_for_even_if_nobody_was_late() -> None:
    timeline = Timeline(STALL_S)
    caller = Device(Side.CALLER, silent=lambda t: 2.0 < t < 2.2)
    taken = run(timeline, [caller, Device(Side.AGENT)], 5.0)
    assert timeline.tally[Side.CALLER].missing == pytest.approx(0.2 * SAMPLE_RATE, abs=2 * QUANTUM)
    assert skew([(now_s, block) for now_s, block in taken if now_s > 2.8]) <= 2 * MS


@pytest.mark.parametrize("ppm", [-300.0, 300.0])
def test_two_clocks_that_drift_apart_are_kept_together(ppm: float) -> None:
    timeline = Timeline(STALL_S)
    taken = run(timeline, [Device(Side.CALLER, ppm=ppm), Device(Side.AGENT)], 120.0)  # 576 samples of drift
    assert skew(taken) <= 5 * MS
    assert timeline.tally[Side.CALLER].slipped > 400
    assert timeline.tally[Side.AGENT].slipped <= 2 * MS
    assert timeline.tally[Side.CALLER].missing == 0


def test_nothing_comes_before_both_sides_are_known_or_given_up() -> None:
    timeline = Timeline(STALL_S)
    caller = Device(Side.CALLER)
    assert run(timeline, [caller], START_S - 0.1) == []
    taken = run(timeline, [caller], 1.0, begin_s=START_S - 0.09)
    assert taken[0][1].start == 0
    assert {block.lost for _, block in taken} == {frozenset({Side.AGENT})}
    assert taken[0][0] == pytest.approx(START_S, abs=0.1)


def test_a_side_known_to_be_away_is_not_waited_for() -> None:
    timeline = Timeline(STALL_S)
    timeline.lose(Side.AGENT)
    taken = run(timeline, [Device(Side.CALLER)], 1.0)
    assert taken[0][0] < 0.4
    assert timeline.empty().lost == {Side.AGENT}


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_no_frame_comes_from_nowhere_and_none_goes_without_a_count(data: st.DataObject) -> None:
    spans = st.tuples(st.floats(0.0, 5.0), st.floats(0.0, 2.0)).map(lambda span: (span[0], span[0] + span[1]))
    timeline = Timeline(STALL_S)
    devices = []
    for side in Side:
        silent, stalled = data.draw(spans), data.draw(spans)
        devices.append(
            Device(
                side,
                starts_s=data.draw(st.floats(0.0, 1.0)),
                silent=lambda t, span=silent: span[0] < t < span[1],  # type: ignore[misc]
                stalled=lambda t, span=stalled: span[0] < t < span[1],  # type: ignore[misc]
            )
        )
    heard = dict.fromkeys(Side, 0)
    hear = timeline.hear

    def counted(side: Side, samples: np.ndarray, at_s: float, waiting: int, now_s: float) -> None:  # type: ignore[type-arg]
        heard[side] += len(samples)
        hear(side, samples, at_s, waiting, now_s)

    timeline.hear = counted  # type: ignore[method-assign]
    taken = run(timeline, devices, 8.0)
    # then nothing more comes: what is queued goes out
    taken += run(timeline, [], 3.0, begin_s=8.01)
    if taken:
        joined([block for _, block in taken])
    for side in Side:
        known = sum(len(b.caller) for _, b in taken if side not in b.lost)
        tally = timeline.tally[side]
        assert abs(heard[side] - tally.dropped - known) <= tally.slipped
        assert sum(len(b.caller) for _, b in taken) - known == tally.missing
