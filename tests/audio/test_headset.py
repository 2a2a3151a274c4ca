"""The headset through the real PyAudio, ALSA and PipeWire; only the cards are virtual."""

from __future__ import annotations

import time
from collections.abc import Callable

import numpy as np
import pytest

from firmware_app.audio import SAMPLE_RATE, Headset
from firmware_app.facts import Side
from tests.audio.sounds import AGENT_HZ, CALLER_HZ, both, heard, joined, lag, level_at, noise, seconds_of, tones, until
from tools.virtual_headset import VirtualHeadset

pytestmark = pytest.mark.pipewire

Opener = Callable[..., Headset]
NO_SOUND = 0.01


@pytest.mark.parametrize("device", ["", "stereo_tap"])
def test_each_channel_is_heard_on_its_own_side(cards: VirtualHeadset, opened: Opener, device: str) -> None:
    cards.play(tones(12.0, 48_000, CALLER_HZ, AGENT_HZ), 48_000)
    headset = opened(stereo_device=device)
    stream = headset.blocks()
    until(stream, heard)
    caller, agent = joined(seconds_of(stream, 1.0))
    assert level_at(caller, CALLER_HZ) == pytest.approx(0.3, rel=0.1)
    assert level_at(agent, AGENT_HZ) == pytest.approx(0.3, rel=0.1)
    assert level_at(caller, AGENT_HZ) < NO_SOUND
    assert level_at(agent, CALLER_HZ) < NO_SOUND
    assert headset.faults == {}


@pytest.mark.parametrize("device", ["", "stereo_tap"])
def test_what_sounds_on_both_sides_at_once_is_heard_at_once(cards: VirtualHeadset, opened: Opener, device: str) -> None:
    cards.play(np.repeat(noise(12.0, 48_000), 2, axis=1), 48_000)
    stream = opened(stereo_device=device).blocks()
    until(stream, heard)
    caller, agent = joined(seconds_of(stream, 2.0))
    assert abs(lag(caller, agent)) <= 0.01 * SAMPLE_RATE


def test_an_input_that_vanishes_is_named_at_once_while_the_other_goes_on(cards: VirtualHeadset, opened: Opener) -> None:
    cards.play(tones(30.0, 48_000, CALLER_HZ, AGENT_HZ), 48_000)
    headset = opened()
    stream = headset.blocks()
    delays = []
    for _ in range(3):
        until(stream, heard)
        cards.remove_card("pc.capture")
        gone_s = time.monotonic()
        blocks = until(stream, lambda block: bool(block.lost))
        delays.append(time.monotonic() - gone_s)
        assert blocks[-1].lost == {Side.CALLER}
        assert headset.faults == {Side.CALLER: "caller_tap: no sound comes from it; is the sound card plugged in?"}
        blocks = seconds_of(stream, 1.0)
        caller, agent = joined(blocks)
        assert all(block.lost == {Side.CALLER} for block in blocks)
        assert not caller.any()
        assert level_at(agent, AGENT_HZ) == pytest.approx(0.3, rel=0.1)
        cards.add_card("pc.capture")
    # the promise is half a second; another program may hold the machine up once, but not each time
    assert min(delays) <= 0.5
    until(stream, heard)
    assert headset.faults == {}
    caller, agent = joined(seconds_of(stream, 1.0))
    assert level_at(caller, CALLER_HZ) == pytest.approx(0.3, rel=0.1)
    assert headset.tally[Side.CALLER].returned == 3
    assert headset.tally[Side.CALLER].missing >= 3 * SAMPLE_RATE
    assert headset.tally[Side.AGENT].returned == 0


def test_both_sides_are_in_step_again_after_one_was_away(cards: VirtualHeadset, opened: Opener) -> None:
    cards.play(np.repeat(noise(20.0, 48_000), 2, axis=1), 48_000)
    stream = opened().blocks()
    until(stream, heard)
    cards.remove_card("headset.capture")
    until(stream, lambda block: bool(block.lost))
    cards.add_card("headset.capture")
    until(stream, heard)
    caller, agent = joined(seconds_of(stream, 2.0))
    assert abs(lag(caller, agent)) <= 0.01 * SAMPLE_RATE


def test_a_daemon_that_dies_is_a_fault_and_its_return_the_end_of_it(cards: VirtualHeadset, opened: Opener) -> None:
    headset = opened(retry_s=0.3)
    stream = headset.blocks()
    until(stream, both)
    cards.kill_daemon()
    until(stream, lambda block: block.lost == frozenset(Side))
    assert set(headset.faults) == set(Side)
    assert all("; is the sound card plugged in" in line for line in headset.faults.values())
    blocks = seconds_of(stream, 1.0)  # the clock goes on
    assert all(block.lost == frozenset(Side) for block in blocks)
    assert headset.faults[Side.AGENT] == (
        "agent_tap: no such device; is the sound card plugged in, and PipeWire running?"
    )
    cards.start_daemon()
    cards.play(np.repeat(noise(15.0, 48_000), 2, axis=1), 48_000)
    until(stream, heard)
    assert headset.faults == {}
    caller, agent = joined(seconds_of(stream, 2.0))
    assert abs(lag(caller, agent)) <= 0.01 * SAMPLE_RATE


def test_a_card_that_is_missing_at_first_is_found_when_it_comes(cards: VirtualHeadset, opened: Opener) -> None:
    cards.play(tones(20.0, 48_000, CALLER_HZ, AGENT_HZ), 48_000)
    headset = opened(agent_device="late_tap", retry_s=0.3)
    stream = headset.blocks()
    blocks = until(stream, lambda block: len(block.caller) > 0 and bool(block.caller.any()))
    assert blocks[-1].lost == {Side.AGENT}
    assert headset.faults[Side.AGENT].startswith("late_tap: no such device; is the sound card plugged in? (there are: ")
    blocks = seconds_of(stream, 2.0)
    assert all(block.lost == {Side.AGENT} for block in blocks)  # looking for the one does not disturb the other
    assert headset.tally[Side.CALLER].returned == 0
    cards.add_pcm("late_tap", like="agent_tap")
    until(stream, heard)
    assert headset.faults == {}
    _, agent = joined(seconds_of(stream, 1.0))
    assert level_at(agent, AGENT_HZ) == pytest.approx(0.3, rel=0.1)


def test_a_stereo_device_that_has_one_channel_says_so(cards: VirtualHeadset, opened: Opener) -> None:
    headset = opened(stereo_device="caller_tap")
    until(headset.blocks(), lambda block: bool(block.lost))
    assert set(headset.faults) == set(Side)
    assert headset.faults[Side.AGENT].startswith("caller_tap: cannot be opened (")
    assert headset.faults[Side.AGENT].endswith("); is it 2-channel, and free?")


def test_a_kiosk_that_stalls_loses_nothing_while_ring_and_pipe_hold(cards: VirtualHeadset, opened: Opener) -> None:
    headset = opened()
    stream = headset.blocks()
    until(stream, both)
    seconds_of(stream, 0.5)
    before = headset.tally
    time.sleep(1.5)
    blocks = seconds_of(stream, 2.0)
    joined(blocks)
    assert not any(block.lost for block in blocks)
    for side in Side:
        # a busy machine may lose a graph cycle or two of its own
        assert headset.tally[side].missing - before[side].missing < 0.15 * SAMPLE_RATE


def test_a_kiosk_that_stalls_for_longer_has_its_loss_counted(cards: VirtualHeadset, opened: Opener) -> None:
    cards.play(np.repeat(noise(30.0, 48_000), 2, axis=1), 48_000)
    headset = opened()
    stream = headset.blocks()
    until(stream, heard)
    before = headset.tally
    time.sleep(6.0)
    until(stream, lambda block: bool(block.lost))  # marked where it lies
    until(stream, heard)
    caller, agent = joined(seconds_of(stream, 1.5))
    assert abs(lag(caller, agent)) <= 0.01 * SAMPLE_RATE
    for side in Side:
        # of 6 s the pipe holds 2 and the ring 1; a busy machine's daemon may stand still for one itself
        missing = headset.tally[side].missing - before[side].missing
        assert 1.5 * SAMPLE_RATE < missing < 3.5 * SAMPLE_RATE
