"""What is made of the wiring, the rhythms and the plate is as it would be made now; and what it shows is true."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from colorspacious import cspace_convert, deltaE

from firmware_app.desk import LEGENDS, Fault, Mood, load_pinout
from firmware_app.desk.plate import (
    LETTERS_MM,
    LIT_LEGEND,
    MOOD_WINDOW,
    PLATE,
    STATUS_LIGHT,
    Window,
    colour,
    legend_windows,
)
from firmware_app.desk.rhythms import MOOD_RHYTHMS
from tools.hardware import made
from tools.hardware.card import LANGUAGES, words
from tools.hardware.made import TABLES, filled
from tools.hardware.root import ROOT
from tools.hardware.tables import currents, lines

pytestmark = pytest.mark.ngspice


@pytest.fixture(scope="module")
def now() -> dict[Path, str]:
    """Each file that is made: what would stand in it. Not while tests are collected: ngspice runs for it."""
    return dict(made())


def test_what_is_kept_is_what_would_be_made(now: dict[Path, str]) -> None:
    stale = [path for path, text in now.items() if path.read_text(encoding="utf-8") != text]
    assert not stale, "run make hardware"


def test_every_table_has_its_place_in_a_document(now: dict[Path, str]) -> None:
    documents = "".join(text for path, text in now.items() if path.suffix == ".md")
    for name, table in TABLES.items():
        assert f"<!-- made by make hardware: {name} -->\n{table()}<!-- end -->" in documents


def test_a_table_that_was_changed_by_hand_is_found() -> None:
    readme = (ROOT / "hardware/README.md").read_text(encoding="utf-8")
    assert filled(readme.replace("270 Ω", "47 Ω")) == readme


def test_lines_and_currents_name_every_part_of_the_wiring() -> None:
    pinout = load_pinout()
    for key, part in pinout.outputs():
        assert re.search(rf"\| {part.header} \| GPIO{part.gpio} \| {re.escape(key)}\b", lines())
    assert f"**{pinout.most_ma:.1f} of 50**" in currents()
    drawn = (ROOT / "hardware/wiring.svg").read_text(encoding="utf-8")
    for _, part in pinout.outputs():
        assert f"GPIO{part.gpio}, pin {part.header}" in drawn


def test_no_window_touches_another_or_the_edge() -> None:
    windows = [MOOD_WINDOW, STATUS_LIGHT, *legend_windows().values()]
    for k, one in enumerate(windows):
        assert inside(one, PLATE, 5.0)
        assert not any(inside_each_other(one, other, 1.5) for other in windows[:k])


def inside(one: Window, other: Window, by: float) -> bool:
    return (
        other.x + by <= one.x
        and other.y + by <= one.y
        and one.x + one.width <= other.x + other.width - by
        and one.y + one.height <= other.y + other.height - by
    )


def inside_each_other(one: Window, other: Window, gap: float) -> bool:
    return (
        one.x < other.x + other.width + gap
        and other.x < one.x + one.width + gap
        and one.y < other.y + other.height + gap
        and other.y < one.y + one.height + gap
    )


def test_the_printed_plate_is_one_to_one_and_has_every_legend() -> None:
    svg = ET.fromstring((ROOT / "hardware/face-plate.svg").read_text(encoding="utf-8"))
    box = [float(word) for word in svg.attrib["viewBox"].split()]
    assert (svg.attrib["width"], svg.attrib["height"]) == (f"{box[2]:g}mm", f"{box[3]:g}mm")
    words = ["".join(text.itertext()) for text in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert set(load_pinout().legends.values()) < set(words)
    arc_minutes = np.degrees(np.arctan(LETTERS_MM / 700)) * 60
    assert arc_minutes >= 22  # ISO 9241-303, at 0.7 m


def test_each_cue_has_a_window_of_its_own() -> None:
    assert set(legend_windows()) == set(LEGENDS)
    assert len(set(legend_windows().values())) == len(LEGENDS)


@pytest.mark.parametrize("kind", [None, "deuteranomaly", "protanomaly", "tritanomaly"])
def test_no_eye_takes_anger_for_calm(kind: str | None) -> None:
    """In CAM02-UCS 2 can just be told apart."""

    def seen(level: float, rgb) -> np.ndarray:
        hexed = colour(rgb, level)
        srgb = np.array([int(hexed[k : k + 2], 16) / 255 for k in (1, 3, 5)])
        space = {"name": "sRGB1+CVD", "cvd_type": kind, "severity": 100}
        return srgb if kind is None else np.clip(cspace_convert(srgb, space, "sRGB1"), 0, 1)

    (angry, angry_course), (calmed, calmed_course) = MOOD_RHYTHMS[Mood.ANGRY], MOOD_RHYTHMS[Mood.CALMED]
    for anger in {level for _, level in angry_course.points}:
        assert deltaE(seen(anger, angry), seen(0.0, angry), input_space="sRGB1") >= 20
        assert deltaE(seen(1.0, LIT_LEGEND), seen(0.0, LIT_LEGEND), input_space="sRGB1") >= 20
    brightest = max(level for _, level in calmed_course.points)
    assert deltaE(seen(1.0, angry), seen(brightest, calmed), input_space="sRGB1") >= 18


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_has_a_word_for_every_light_and_every_number(language: str) -> None:
    said = words(language)
    assert set(said["asks"]) == set(LEGENDS)
    assert set(said["say"]) <= set(LEGENDS)
    assert set(said["faults"]) == {str(int(fault)) for fault in Fault}
    other = words("en")
    assert set(said) == set(other)
    for part in ("mood", "advice", "unit"):
        assert len(said[part]) == len(other[part])
