import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_app.desk import LEGENDS, Face, Fault, Light, Mood, Status, light
from firmware_app.desk.lamps import duty
from firmware_app.desk.rhythm import Rhythm
from firmware_app.desk.rhythms import CUE_RHYTHMS, FAULT_RHYTHMS, MOOD_RHYTHMS, STATUS_RHYTHMS

from .faces import cues, face_sequences, moods, states

STEP_S = 0.01
LAMPS = {
    **{cue: (lambda now, cue=cue: now.legends[cue]) for cue in LEGENDS},
    "red": lambda now: now.mood[0],
    "green": lambda now: now.mood[1],
    "blue": lambda now: now.mood[2],
    "status": lambda now: now.status,
}
ALL_RHYTHMS = [
    *CUE_RHYTHMS.values(),
    *(rhythm for _, rhythm in MOOD_RHYTHMS.values()),
    *STATUS_RHYTHMS.values(),
    *FAULT_RHYTHMS.values(),
]


def swings(power: list[float]) -> list[int]:
    """Places where the light has turned by a tenth of full power or more."""
    turns: list[int] = []
    extreme, direction = power[0], 0
    for place, value in enumerate(power):
        if direction and (value - extreme) * direction > 0:
            extreme = value
        elif abs(value - extreme) >= 0.1:
            direction = 1 if value > extreme else -1
            extreme = value
            turns.append(place)
    return turns


def flashes_in_a_second(power: list[float]) -> int:
    """Most pairs of opposing changes within any one second, WCAG 2.2's definition of a flash."""
    turns = swings(power)
    span = round(1.0 / STEP_S)
    return max((sum(1 for b in turns if a <= b <= a + span) // 2 for a in turns), default=0)


def test_the_flash_counter_counts() -> None:
    def square(hertz: float) -> list[float]:
        return [float(int(2 * hertz * k * STEP_S) % 2) for k in range(500)]

    assert flashes_in_a_second(square(1.0)) == 1
    assert flashes_in_a_second(square(5.0)) == 5
    assert flashes_in_a_second([0.5 + 0.04 * (k % 2) for k in range(500)]) == 0


@given(face_sequences(shortest_s=0.5))
def test_no_lamp_flashes_between_3_and_30_hertz(sequence: list[tuple[float, Face]]) -> None:
    power: dict[str, list[float]] = {lamp: [] for lamp in LAMPS}
    ends = [t for t, _ in sequence[1:]] + [sequence[-1][0] + 6.0]
    for (begin, face), end in zip(sequence, ends, strict=True):
        for k in range(round((end - begin) / STEP_S)):
            now = light(face, begin + k * STEP_S)
            for lamp, level in LAMPS.items():
                power[lamp].append(duty(level(now), 1.0))
    worst = {lamp: flashes_in_a_second(values) for lamp, values in power.items()}
    assert max(worst.values()) <= 3, worst


@pytest.mark.parametrize("rhythm", ALL_RHYTHMS)
def test_no_rhythm_of_the_table_flashes_more_than_twice_a_second(rhythm: Rhythm) -> None:
    assert flashes_in_a_second([duty(rhythm.level(k * STEP_S), 1.0) for k in range(2500)]) <= 2


@given(cues, moods, states, st.floats(-1e4, 1e6))
def test_at_most_one_legend_is_lit_and_every_level_can_be_shown(
    cue: str | None, mood: Mood, state: tuple[Status, Fault | None], t: float
) -> None:
    face = Face(cue, 0.0, mood, 0.0, state[0], 0.0, state[1])
    now = light(face, t)
    assert set(now.legends) == set(LEGENDS)
    assert all(0.0 <= level(now) <= 1.0 for level in LAMPS.values())
    lit = [name for name, level in now.legends.items() if level > 0]
    assert lit == ([cue] if cue is not None and state[0] is not Status.LIGHTS_OFF else [])


@given(cues, moods, st.floats(0, 1e4))
def test_lights_off_is_off(cue: str | None, mood: Mood, t: float) -> None:
    now = light(Face(cue, 0.0, mood, 0.0, Status.LIGHTS_OFF, 0.0), t)
    assert not any(now.legends.values())
    assert now.mood == (0.0, 0.0, 0.0)
    assert not now.tick


def test_a_calm_call_leaves_all_but_the_small_light_dark() -> None:
    face = Face(mood=Mood.CALM, status=Status.LISTENING)
    for k in range(1000):
        now = light(face, k * 0.04)
        assert not any(now.legends.values())
        assert now.mood == (0.0, 0.0, 0.0)
        assert 0.0 < now.status < 0.5


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.FAULT])
def test_a_living_unit_is_seen_to_live(status: Status) -> None:
    assert any(light(Face(status=status), k * 0.05).status > 0 for k in range(130))


@pytest.mark.parametrize("fault", Fault)
def test_a_fault_is_long_blinks_and_then_short_ones(fault: Fault) -> None:
    face = Face(status=Status.FAULT, fault=fault)
    period = FAULT_RHYTHMS[fault].points[-1][0]
    lit = [light(face, k * STEP_S).status > 0.5 for k in range(round(2 * period / STEP_S))]
    runs = [(on, len(list(run)) * STEP_S) for on, run in itertools.groupby(lit)]
    blinks = [length for on, length in runs if on]
    longs, shorts = 1 + fault // 10, fault % 10  # as the card says
    count = longs + shorts
    assert len(blinks) == 2 * count
    assert all(length >= 1.0 for length in blinks[:longs])
    assert all(length <= 0.4 for length in blinks[longs:count])
    rests = [length for on, length in runs if not on]
    assert rests[count - 1] > 2 * max(rests[: count - 1])  # the end cannot be taken for another gap


def test_pause_waits_dim_and_steady_and_runs_down_anew_without_a_tick() -> None:
    waits = Face(cue="pause", cue_since=10.0, waiting=True, anew_since=11.0)
    seen = [light(waits, 11.0 + k * 0.04) for k in range(200)]
    assert {now.legends["pause"] for now in seen} == {0.3}
    again = Face(cue="pause", cue_since=10.0, anew_since=15.0)
    seen = [light(again, 15.0 + k * 0.04) for k in range(76)]
    assert seen[0].legends["pause"] == 1.0
    assert seen[-1].legends["pause"] == pytest.approx(0.15)
    assert not any(now.tick for now in seen)


def test_pause_runs_down_over_two_seconds_and_never_goes_out_by_itself() -> None:
    levels = [light(Face(cue="pause", cue_since=10.0), 10.0 + k * 0.04).legends["pause"] for k in range(76)]
    assert levels[0] == 1.0
    assert all(later <= earlier for earlier, later in itertools.pairwise(levels))
    assert levels[48] > levels[50]  # 1.92 s, 2.0 s: it runs for the whole of the two seconds
    assert min(levels) == levels[-1] == pytest.approx(0.15)


@pytest.mark.parametrize("cue", LEGENDS)
def test_a_new_cue_is_bright_within_a_glance(cue: str) -> None:
    assert all(light(Face(cue=cue), t).legends[cue] >= 0.5 for t in (0.0, 0.1, 0.2, 0.33))


def test_moods_differ_without_colour() -> None:
    def brightness(mood: Mood) -> list[float]:
        return [max(light(Face(mood=mood), k * 0.1).mood) for k in range(60)]

    angry, calmed = brightness(Mood.ANGRY), brightness(Mood.CALMED)
    assert max(angry[:30]) == min(angry[:30]) == 1.0
    assert all(later <= earlier for earlier, later in itertools.pairwise(angry))
    assert angry[-1] == pytest.approx(0.5, abs=0.02)
    assert max(calmed) > 3 * min(calmed)


def test_the_tick_is_short_and_once_a_cue() -> None:
    face = Face(cue="note", cue_since=2.0)
    ticking = [light(face, 2.0 + k * STEP_S).tick for k in range(400)]
    assert 3 <= sum(ticking) <= 10
    assert ticking[0]
    assert not any(ticking[10:])


def test_light_is_a_value_of_face_and_time_alone() -> None:
    face = Face("breathe", 3.0, Mood.CALMED, 1.0, Status.LISTENING, 0.0)
    assert isinstance(light(face, 7.7), Light)
    assert light(face, 7.7) == light(face, 7.7)
    assert light(face, 7.7) != light(face, 8.7)
