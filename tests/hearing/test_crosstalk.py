"""Each end on the other's line: known for what it is, however strong and late, and nobody missed for it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest
from numpy.typing import NDArray

from firmware_app.audio import SAMPLE_RATE, Samples
from firmware_app.facts import Sides
from firmware_app.hearing.crosstalk import Crosstalk, explained
from firmware_app.hearing.logmel import Array, LogMel
from firmware_app.settings import HearingSettings
from tests.hearing.talk import hiss, late
from tests.hearing.talk import talk as soft_talk

LEARNT_S = 10.0


def talk(seconds: float, seed: int) -> Samples:
    """So loud that 45 dB down it is louder than any codec's smallest step."""
    return 4.0 * soft_talk(seconds, seed)


@dataclass(frozen=True)
class Told:
    caller: Array
    agent: Array
    sides: list[tuple[float, Sides]]


def told(caller: Samples, agent: Samples, block: int = 1600) -> Told:
    ears, crosstalk = (LogMel(), LogMel()), Crosstalk(HearingSettings())
    parts = []
    for start in range(0, len(caller), block):
        frames = (ear.push(line[start : start + block]) for ear, line in zip(ears, (caller, agent), strict=True))
        parts.append(crosstalk.step(*frames))
    found = [(change.t, change.sides) for part in parts for change in part.found]
    return Told(np.concatenate([p.caller for p in parts]), np.concatenate([p.agent for p in parts]), found)


def loud(line: Samples, within_db: float = 15.0) -> NDArray[np.bool_]:
    level = LogMel().push(line).level
    return level > max(level.max() - within_db, HearingSettings().speech_floor_dbfs)


def after(seconds: float, *rows: NDArray[np.bool_]) -> NDArray[np.bool_]:
    kept = np.logical_and.reduce(rows)
    kept[: round(100 * seconds)] = False
    return kept


@pytest.mark.parametrize("gain_db", [-20.0, -25.0, -35.0, -45.0])
@pytest.mark.parametrize("delay_s", [0.004, 0.1])
def test_the_caller_in_the_microphone_is_an_echo(gain_db: float, delay_s: float) -> None:
    caller = talk(20.0, seed=1)
    microphone = late(caller, gain_db, delay_s) + hiss(20.0, -85.0)
    heard = told(caller + hiss(20.0), microphone)
    assert explained(heard.agent)[after(LEARNT_S, loud(microphone, 10.0))].mean() > 0.95


@pytest.mark.parametrize("gain_db", [-20.0, -30.0, -50.0])
def test_the_echo_costs_the_caller_nothing(gain_db: float) -> None:
    caller = talk(20.0, seed=1)
    heard = told(caller + hiss(20.0), late(caller, gain_db, 0.003) + hiss(20.0, -85.0, seed=4))
    whole = heard.caller >= 0.9
    assert whole[loud(caller)].mean() > 0.9  # from the first word,
    assert whole[after(2.0, loud(caller))].mean() > 0.97  # and once the echo is known


@pytest.mark.parametrize("gain_db", [0.0, -10.0, -25.0, -40.0])
@pytest.mark.parametrize("delay_s", [0.0, 0.02, 0.15, 0.5])
def test_the_agent_in_the_ear_piece_is_none_of_the_callers(gain_db: float, delay_s: float) -> None:
    agent = talk(20.0, seed=1)
    ear_piece = late(agent, gain_db, delay_s) + hiss(20.0, -85.0, seed=4)
    heard = told(ear_piece, agent + hiss(20.0))
    assert (heard.caller < 0.5)[loud(ear_piece)].mean() > 0.99  # from the first word


def test_an_agent_who_talks_over_the_caller_is_heard() -> None:
    caller, agent = talk(20.0, seed=1), talk(20.0, seed=2)
    agent[: 10 * SAMPLE_RATE] = 0.0  # the agent listens first, then talks over
    heard = told(caller + hiss(20.0), agent + late(caller, -30.0, 0.01) + hiss(20.0))
    assert explained(heard.agent)[after(LEARNT_S, loud(agent))].mean() < 0.05


@pytest.mark.parametrize("sidetone_db", [-20.0, -30.0])
def test_a_caller_who_talks_over_the_agent_is_heard(sidetone_db: float) -> None:
    caller, agent = talk(30.0, seed=1), talk(30.0, seed=2)
    caller[: 15 * SAMPLE_RATE] = 0.0
    heard = told(caller + late(agent, sidetone_db, 0.05) + hiss(30.0), agent + hiss(30.0, seed=4))
    assert explained(heard.caller)[after(15.0, loud(caller, 6.0))].mean() < 0.1


def test_who_speaks_while_the_other_line_is_quiet_owns_it_and_teaches_nothing() -> None:
    caller, agent = hiss(30.0, -65.0), talk(30.0, seed=2)
    caller[20 * SAMPLE_RATE :] += talk(10.0, seed=1)
    heard = told(caller, agent + hiss(30.0, -85.0))
    assert not explained(heard.agent)[:1990][loud(agent)[:1990]].any()
    assert explained(heard.agent)[after(20.0, loud(agent))].mean() < 0.05


def test_a_microphone_louder_than_any_leak_has_a_voice_of_its_own() -> None:
    # one who always talks over the far end must not be taken for its echo
    microphone = talk(30.0, seed=2)
    assert explained(told(talk(30.0, seed=1), microphone).agent)[after(15.0, loud(microphone, 10.0))].mean() < 0.05


def test_a_muted_microphone_teaches_nothing() -> None:
    caller = talk(20.0, seed=1)
    microphone = late(caller, -25.0, 0.01) + hiss(20.0)
    microphone[8 * SAMPLE_RATE : 16 * SAMPLE_RATE] = 0.0
    heard = told(caller + hiss(20.0), microphone)
    assert explained(heard.agent)[after(16.2, loud(microphone))].mean() > 0.9


def test_a_line_that_sends_zeros_between_words_has_no_sidetone_and_its_caller_is_heard_over_the_agent() -> None:
    caller, agent = talk(30.0, seed=1) + hiss(30.0), talk(30.0, seed=2)
    agent[: 2 * SAMPLE_RATE] = 0.0
    caller[2 * SAMPLE_RATE : 10 * SAMPLE_RATE] = 0.0
    heard = told(caller, agent + hiss(30.0, seed=4))
    assert explained(heard.caller)[after(15.0, loud(caller))].mean() < 0.05


def test_a_line_that_was_never_in_use_teaches_nothing() -> None:
    agent = talk(40.0, seed=1)
    ear_piece = late(agent, -6.0, 0.03) + hiss(40.0, seed=4)
    ear_piece[: 25 * SAMPLE_RATE] = 0.0  # it is connected now
    heard = told(ear_piece, agent + hiss(40.0))
    assert (heard.caller < 0.5)[after(25.0, loud(ear_piece))].mean() > 0.99


def test_sidetone_that_comes_in_the_middle_of_a_call_is_soon_known() -> None:
    agent = talk(60.0, seed=1)
    plugged = round(30.0 * SAMPLE_RATE)
    ear_piece = hiss(60.0, seed=4)
    ear_piece[plugged:] += late(agent, -10.0, 0.03)[plugged:]
    heard = told(ear_piece, agent + hiss(60.0))
    assert (heard.caller < 0.5)[after(38.0, loud(ear_piece))].mean() > 0.98


def test_one_line_on_both_channels_is_found_and_is_nobodys() -> None:
    both = talk(20.0, seed=1) + hiss(20.0)
    heard = told(both, both)
    assert [sides for _, sides in heard.sides] == [Sides.SAME]
    t = heard.sides[0][0]
    assert t < 8.0
    assert not heard.caller[round(100 * t) :].any()
    assert not heard.agent[round(100 * t) :].any()


@pytest.mark.parametrize(("gain_db", "delay_s"), [(-6.0, 0.001), (-12.0, 0.001), (-12.0, 0.1), (0.0, 0.2)])
def test_swapped_lines_are_found_by_the_sidetone_and_put_right_they_are_not(gain_db: float, delay_s: float) -> None:
    agent, caller = talk(40.0, seed=1), talk(40.0, seed=2)
    turn = np.arange(len(agent)) // (5 * SAMPLE_RATE) % 2 == 0
    agent[~turn] = 0.0
    caller[turn] = 0.0
    ear_piece, microphone = caller + late(agent, gain_db, delay_s) + hiss(40.0), agent + hiss(40.0, seed=4)
    assert told(ear_piece, microphone).sides == []
    swapped = told(microphone, ear_piece).sides
    assert [sides for _, sides in swapped] == [Sides.SWAPPED]  # and it stays so
    assert swapped[0][0] < 20.0


@pytest.mark.parametrize("seed", range(3))
def test_two_voices_are_never_one_line_however_they_talk_over_each_other(seed: int) -> None:
    assert told(talk(60.0, seed=seed), talk(60.0, seed=seed + 50)).sides == []


@pytest.mark.parametrize("block", [160, 700, 4096])
def test_the_sizes_of_the_blocks_change_nothing(block: int) -> None:
    caller = talk(6.0, seed=1) + 0.1 * talk(6.0, seed=4)
    agent = late(caller, -28.0, 0.02) + 0.3 * talk(6.0, seed=4) + hiss(6.0)
    one, other = told(caller, agent, 16_000), told(caller, agent, block)
    for whole, pieces in ((one.caller, other.caller), (one.agent, other.agent)):
        mine, its = whole[: len(pieces)], pieces[: len(whole)]
        np.testing.assert_array_equal(explained(mine), explained(its))
        np.testing.assert_allclose(mine, its, atol=1e-12)
