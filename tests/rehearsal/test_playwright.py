"""The calls that are made up: what is written as true is what sounds."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from firmware_app.audio import SAMPLE_RATE
from firmware_app.facts import Side
from models.training.pace_data import Clip
from tools.rehearsal.cast import Agent, Caller
from tools.rehearsal.playwright import Play, Playwright
from tools.rehearsal.truth import Dead, Manner

DELAY_S = 0.3
WAYS: dict[str, Callable[[Playwright], Play]] = {
    "calm": lambda writer: writer.calm_call(200.0),
    "angry": lambda writer: writer.angry_call(200.0),
    "marathon": lambda writer: writer.marathon(150.0),
}


def clip(path: Path, seconds: float, seed: int) -> Path:
    """Syllables of noise, five a second, with a silent edge at either end."""
    t = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    voice = 0.3 * np.abs(np.sin(np.pi * 5.0 * t)) * np.random.default_rng(seed).standard_normal(len(t))
    soundfile.write(path, np.pad(voice, SAMPLE_RATE // 4), SAMPLE_RATE)
    return path


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> tuple[Caller, Agent]:
    folder = tmp_path_factory.mktemp("voices")
    calm, angry, agent = (
        tuple(clip(folder / f"{name}{k}.wav", 1.5 + 0.3 * k, 7 * k + place) for k in range(6))
        for place, name in enumerate(("calm", "angry", "agent"))
    )
    clips = []
    for k, path in enumerate(agent):
        length = 1.5 + 0.3 * k
        nuclei = tuple(0.25 + (n + 0.5) / 5.0 for n in range(int(length * 5.0)))
        runs = ((0.25, 0.25 + length),)
        clips.append(Clip(path, "made", "them", length + 0.5, len(nuclei), runs, nuclei, None, "native"))
    return Caller("made/them", "made", calm, angry), Agent("made/them", 0, tuple(clips))


def written(people: tuple[Caller, Agent], kind: str, seed: int = 3) -> Play:
    return WAYS[kind](Playwright(*people, DELAY_S, np.random.default_rng(seed)))


def channel(play: Play, side: Side) -> np.ndarray:
    sound = np.zeros(int((play.end + 5.0) * SAMPLE_RATE))
    for at, part in play.sounds[side]:
        first = round(at * SAMPLE_RATE)
        sound[first : first + len(part)] += part
    return sound


@pytest.mark.parametrize("kind", WAYS)
def test_one_seed_is_one_call(people: tuple[Caller, Agent], kind: str) -> None:
    one, again, other = (written(people, kind, seed) for seed in (3, 3, 4))
    assert (one.utterances, one.dead, one.end) == (again.utterances, again.dead, again.end)
    assert one.utterances != other.utterances


@pytest.mark.parametrize("kind", WAYS)
@pytest.mark.parametrize("side", Side)
def test_there_is_sound_where_the_truth_has_it_and_silence_elsewhere(
    people: tuple[Caller, Agent], kind: str, side: Side
) -> None:
    play = written(people, kind)
    sound = channel(play, side)
    true = np.zeros(len(sound), dtype=bool)
    for each in play.utterances:
        for low, high in each.pieces if each.side is side else ():
            true[round(low * SAMPLE_RATE) : round(high * SAMPLE_RATE)] = True
    power = sound**2
    assert power[true].sum() > 0.98 * power.sum()
    hops = power[: len(power) // 800 * 800].reshape(-1, 800).mean(axis=1)
    told = true[: len(power) // 800 * 800].reshape(-1, 800).all(axis=1)
    assert np.mean(hops[told] > 1e-4) > 0.9


@pytest.mark.parametrize("kind", WAYS)
def test_anger_is_only_where_it_should_be(people: tuple[Caller, Agent], kind: str) -> None:
    play = written(people, kind)
    angry = [each for each in play.utterances if each.angry]
    assert bool(angry) == (kind != "calm")
    assert all(each.side is Side.CALLER for each in angry)


@pytest.mark.parametrize("kind", WAYS)
def test_turns_of_one_side_follow_one_another(people: tuple[Caller, Agent], kind: str) -> None:
    play = written(people, kind)
    for side in Side:
        own = [each for each in play.utterances if each.side is side and each.manner is not Manner.MURMUR]
        assert all(a.end <= b.start for a, b in pairwise(own))


def test_syllables_are_as_fast_as_they_were_asked_for(people: tuple[Caller, Agent]) -> None:
    turns = [
        each
        for seed in range(4)
        for each in written(people, "angry", seed).utterances
        if each.side is Side.AGENT and each.manner is Manner.TURN
    ]
    rates = [len(each.nuclei) / sum(high - low for low, high in each.pieces) for each in turns]
    fast = [rate for rate in rates if rate > 4.8]
    assert fast
    assert max(rates) < 7.5
    assert np.median([rate for rate in rates if rate <= 4.8]) == pytest.approx(3.6, abs=0.6)


def test_over_a_line_a_collision_ends_before_the_other_could_be_ignored(people: tuple[Caller, Agent]) -> None:
    """Who hears the other begin, twice the line's delay later, stops within half a second."""
    both = [
        each
        for seed in range(12)
        for each in written(people, "angry", seed).utterances
        if each.manner is Manner.COLLISION
    ]
    assert both
    assert all(each.end - each.start <= 2.0 * DELAY_S + 0.5 + 1e-9 for each in both)


def test_every_way_to_leave_a_caller_alone_comes_up(people: tuple[Caller, Agent]) -> None:
    dead = [each for seed in range(12) for each in written(people, "angry", seed).dead]
    assert {each.how for each in dead} == set(Dead)
    assert all(each.muted for each in dead if each.how is Dead.MUTE)
    assert not any(each.muted for each in dead if each.how in {Dead.SILENCE, Dead.TYPING})
