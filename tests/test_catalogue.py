"""One catalogue: what stands on the lamps, in the wiring, on the card and in the README is what the coach lights."""

from __future__ import annotations

from html import unescape
from pathlib import Path

import pytest

from firmware_app.coaching import CATALOGUE, READABLE_S, Cue
from firmware_app.desk import LEGENDS, load_pinout
from firmware_app.desk.face import CALMED
from firmware_app.desk.rhythms import CUE_RHYTHMS

ROOT = Path(__file__).resolve().parents[1]
WITH_A_LAMP = [cue for cue in CATALOGUE if cue.id != CALMED]
KEPT = ("README.md", "hardware/README.md", "hardware/card/card-en.html", "hardware/face-plate.svg")


def test_every_cue_but_the_good_news_has_a_lamp_and_every_lamp_a_cue() -> None:
    ids = {cue.id for cue in WITH_A_LAMP}
    pinout = load_pinout()
    assert set(LEGENDS) == set(CUE_RHYTHMS) == set(pinout.lamps) == set(pinout.legends) == ids
    assert len({cue.legend for cue in CATALOGUE}) == len(CATALOGUE)


@pytest.mark.parametrize("cue", WITH_A_LAMP, ids=lambda cue: cue.id)
def test_its_words_are_the_same_wherever_they_stand(cue: Cue) -> None:
    assert load_pinout().legends[cue.id] == cue.legend
    for name in KEPT:
        text = unescape((ROOT / name).read_text(encoding="utf-8")).replace("’", "'")
        assert cue.legend in text, name


@pytest.mark.parametrize("cue", CATALOGUE, ids=lambda cue: cue.id)
def test_a_row_can_be_read_and_says_where_it_comes_from(cue: Cue) -> None:
    assert cue.shortest_s >= READABLE_S
    assert cue.cooldown_s > 0.0
    assert cue.source.endswith(".")
