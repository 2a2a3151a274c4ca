from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_app.coaching import CATALOGUE
from firmware_app.desk import FAULTS, LEGENDS, Face, Fault, Mood, Pinout, Status


def test_every_cue_of_the_coach_has_a_light_with_its_own_words(pinout: Pinout) -> None:
    for cue in CATALOGUE:
        face = Face().then(1.0, cue.id, Mood.CALM, Status.LISTENING)
        if cue.id == "calmed":
            assert (face.cue, face.mood) == (None, Mood.CALMED)
        else:
            assert face.cue == cue.id
            assert pinout.legends[cue.id] == cue.legend


def test_what_stays_keeps_its_beginning() -> None:
    face = Face().then(1.0, "listen", Mood.ANGRY, Status.LISTENING)
    face = face.then(2.0, "listen", Mood.ANGRY, Status.FAULT, Fault.AGENT_LOST)
    assert (face.cue_since, face.mood_since, face.status_since) == (1.0, 1.0, 2.0)
    face = face.then(30.0, "pause", Mood.CALM, Status.FAULT, Fault.BOTH_LOST)
    assert (face.cue_since, face.mood_since, face.status_since) == (30.0, 30.0, 30.0)


def test_a_pause_that_waits_or_runs_down_anew_was_lit_when_it_was_lit() -> None:
    face = Face().then(1.0, "pause", Mood.ANGRY, Status.LISTENING)
    assert (face.cue_since, face.anew_since) == (1.0, None)
    face = face.then(2.0, "pause", Mood.ANGRY, Status.LISTENING, waiting=True).then(
        3.0, "pause", Mood.ANGRY, Status.LISTENING, waiting=True
    )
    assert (face.cue_since, face.anew_since) == (1.0, 2.0)
    face = face.then(4.0, "pause", Mood.ANGRY, Status.LISTENING)
    assert (face.cue_since, face.anew_since) == (1.0, 4.0)
    assert face.then(5.0, "listen", Mood.ANGRY, Status.LISTENING).anew_since is None


@pytest.mark.parametrize("fault", Fault)
def test_a_fault_that_has_begun_is_told_to_its_end(fault: Fault) -> None:
    other = Fault.LINES if fault is not Fault.LINES else Fault.MODELS
    face = Face().then(5.0, None, Mood.DARK, Status.FAULT, fault)
    end = 5.0 + fault.round_s
    for next_one in ((Status.LISTENING, None), (Status.FAULT, other), (Status.STARTING, None)):
        kept = face.then(end - 0.1, "pause", Mood.ANGRY, *next_one)
        assert (kept.status, kept.fault, kept.status_since) == (Status.FAULT, fault, 5.0)
        assert (kept.cue, kept.mood) == ("pause", Mood.ANGRY)  # the call goes on
        assert face.then(end + 0.1, None, Mood.DARK, *next_one).fault is next_one[1]


@pytest.mark.parametrize("answer", [Status.LIGHTS_OFF, Status.ERASED, Status.EXPORTING, Status.TAKE_IT])
def test_a_person_is_answered_at_once(answer: Status) -> None:
    face = Face().then(5.0, None, Mood.DARK, Status.FAULT, Fault.SOFTWARE)
    assert face.then(5.5, None, Mood.DARK, answer).status is answer


@given(st.text().filter(lambda word: word not in LEGENDS))
def test_a_cue_without_a_lamp_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match="no legend lamp"):
        Face(cue=word)


@pytest.mark.parametrize(("status", "fault"), [(Status.FAULT, None), (Status.READY, Fault.MODELS)])
def test_a_fault_state_has_a_number_and_no_other_state_has(status: Status, fault: Fault | None) -> None:
    with pytest.raises(ValueError, match="fault"):
        Face(status=status, fault=fault)


def test_every_fault_is_explained_and_short_enough_to_count() -> None:
    assert [int(fault) for fault in Fault] == [*range(1, 10), *range(11, 17), 21, 22]
    assert set(FAULTS) == set(Fault)
    readme = (Path(__file__).parents[2] / "hardware" / "README.md").read_text(encoding="utf-8")
    assert all(f"| {int(fault)} | {text.means} | {text.mend} |" in readme for fault, text in FAULTS.items())
