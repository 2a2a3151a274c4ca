"""The one table: what the benches wrote is held against the goals; what they did not write is said to be missing."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.training.hearing_goals import BENCHES, PACE_ROW, Figures, goals, interval

MODELS_BYTES = 1000


@pytest.fixture
def models(tmp_path):
    (tmp_path / "one.tflite").write_bytes(bytes(MODELS_BYTES))
    return tmp_path


def row(found, words):
    return next(goal for goal in found if words in goal.goal)


def anger(gain):
    area = {"value": 0.8, "low": 0.7, "high": 0.9}
    return {"auc": {"all": {"mean": {"cuelight": area, "svm": area}, "gain": {**area, "value": gain}}}}


@pytest.mark.parametrize(("gain", "verdict"), [(0.061, "met"), (0.06, "met"), (0.059, "NOT met")])
def test_anger_is_held_against_the_better_peer(models, gain, verdict):
    goal = row(goals(Figures({"anger": anger(gain)}), models), "mean AUC angry/all")
    assert goal.verdict == verdict
    assert goal.ours == f"0.800 [0.700, 0.900], {gain:+.3f} [+0.700, +0.900] over the better"
    assert goal.peer == "eGeMAPS + SVM 0.800 [0.700, 0.900]"


@pytest.mark.parametrize(("loud", "verdict"), [(0.8099, "met"), (0.7901, "met"), (0.82, "NOT met"), (0.78, "NOT met")])
def test_level_may_not_move_the_mean(models, loud, verdict):
    gains = {"-15": {"mean": 0.8, "a": 0.75}, "+0": {"mean": 0.8, "a": 0.7}, "+15": {"mean": loud, "a": 0.7}}
    goal = row(goals(Figures({"anger": {"gains": gains}}), models), "±15 dB")
    assert goal.verdict == verdict
    assert goal.ours.endswith("one corpus 0.0500")


@pytest.mark.parametrize(
    ("path", "key", "value", "words", "verdict"),
    [
        (("calm", "all calm speech"), "per_h", 0.5, "false onsets", "met"),
        (("calm", "all calm speech"), "per_h", 0.51, "false onsets", "NOT met"),
        (("calm", "all calm speech"), "lit_share", 0.0051, "lit without anger", "NOT met"),
        (("moods", "sentences, angry, after calm speech"), "shown", 0.85, "angry turns after calm speech", "met"),
        (("moods", "sentences, angry, from the first word"), "shown", 0.74, "angry turns from the first", "NOT met"),
        (("moods", "sentences, happy, after calm speech"), "shown", 0.1, "happy turns", "met"),
        (("moods", "sentences, sad, after calm speech"), "shown", 0.06, "sad turns", "NOT met"),
    ],
)
def test_mood_is_held_against_its_goals(models, path, key, value, words, verdict):
    figures = Figures({"mood": {"shipped": {path[0]: {path[1]: {key: value}}}}})
    assert row(goals(figures, models), words).verdict == verdict


@pytest.mark.parametrize(("delay_s", "verdict"), [(4.0, "met"), (4.1, "NOT met"), (None, "NOT met")])
def test_a_median_that_is_a_miss_is_late(models, delay_s, verdict):
    turns = {"sentences, angry, after calm speech": {"shown": 0.4, "median_delay_s": delay_s}}
    goal = row(goals(Figures({"mood": {"shipped": {"moods": turns}}}), models), "median delay after calm speech")
    assert goal.verdict == verdict


@pytest.mark.parametrize(("r", "mae", "verdicts"), [(0.9, 0.35, ["met", "met"]), (0.89, 0.36, ["NOT met", "NOT met"])])
def test_pace_is_held_against_its_goals(models, r, mae, verdicts):
    rows = {"cuelight": {PACE_ROW: {"r": r, "mae": mae}}, "Praat": {PACE_ROW: {"r": 0.5, "mae": 0.6}}}
    found = [goal for goal in goals(Figures({"pace": {"rows": rows}}), models) if goal.part == "pace"][:2]
    assert [goal.verdict for goal in found] == verdicts
    assert [goal.peer for goal in found] == ["Praat 0.500", "Praat 0.60"]


@pytest.mark.parametrize(("insns", "verdict"), [(125e6, "met"), (126e6, "NOT met")])
def test_the_pi_is_judged_by_its_slower_guess(models, insns, verdict):
    pi = {"hz": 1e9, "ipc": [0.5, 0.8], "budget_percent": 25.0}
    cost = {"rows": {"both: all": {"insns": insns, "cpu_percent": 1.0}}, "pi": pi}
    assert row(goals(Figures({"cost": cost}), models), "Pi Zero 2 W").verdict == verdict


def test_hold_music_that_is_never_found_is_a_miss(models):
    found = {"hold music: a": {"music_found_s_worst": 1.0}, "hold music: b": {"music_found_s_worst": float("inf")}}
    goal = row(goals(Figures({"activity": {"music": found}}), models), "found within 3 s")
    assert (goal.ours, goal.verdict) == ("inf", "NOT met")


def test_what_no_bench_wrote_is_missing(models):
    found = goals(Figures({}), models)
    size = row(found, ".tflite")
    assert (size.ours, size.verdict) == ("1 kB", "met")
    elsewhere = row(found, "kept back")
    assert all(goal.verdict == "missing" for goal in found if goal not in (size, elsewhere))


def test_a_broken_file_counts_as_none(tmp_path):
    (tmp_path / "pace.json").write_text("{", encoding="utf-8")
    (tmp_path / "mood.json").write_text(json.dumps({"shipped": {"shown": float("nan")}}), encoding="utf-8")
    figures = Figures.read(tmp_path)
    assert figures.at("pace") is None
    assert figures.number("mood", "shipped", "shown") is None
    assert interval(figures, "mood", "shipped") == "missing"


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from(BENCHES), st.dictionaries(
    st.sampled_from(["auc", "gains", "groups", "shipped", "rows", "conditions", "music", "pi", "peak_mb"]), anything
)))  # fmt: skip
def test_no_shape_of_a_file_breaks_the_table(tmp_path_factory, told):
    for goal in goals(Figures(told), tmp_path_factory.getbasetemp()):
        assert goal.ours
