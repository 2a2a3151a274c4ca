"""A call gathered while it is heard, and its page: whole, quiet about anything else, and safe to open."""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from firmware_app.audio import SAMPLE_RATE, Block
from firmware_app.call_picture import Overheard, Storyteller, call_page
from firmware_app.call_picture.faces import looks
from firmware_app.call_picture.story import LEVEL_S, QUIETEST_DBFS, Span
from firmware_app.call_picture.timeline import STRIP_S, clock, strips
from firmware_app.cli import main
from firmware_app.coaching import CueChanged
from firmware_app.conversation import AngerHeard, HoldChanged, HoldKind, PaceHeard, TurnChanged
from firmware_app.facts import Side
from firmware_app.settings import Settings
from firmware_app.share import shared_file

DEMO = shared_file("demo_call.ogg")


def silence(seconds: float, start: int = 0) -> Block:
    samples = np.zeros(round(seconds * SAMPLE_RATE), dtype=np.float32)
    return Block(start, samples, samples)


def told(seconds: float = 200.0) -> Storyteller:
    teller = Storyteller()
    teller.hear(silence(seconds))
    teller.write(TurnChanged(5.2, Side.CALLER, True, 5.0))
    teller.write(AngerHeard(7.0, 0.9, True))
    teller.write(TurnChanged(12.2, Side.CALLER, False, 12.0))
    teller.write(CueChanged(12.2, "pause", True, "an <angry> turn & its end"))
    teller.write(CueChanged(14.2, "pause", False, "its reason has passed"))
    teller.write(PaceHeard(20.0, 6.1, 4.0))
    teller.write(HoldChanged(30.0, True, HoldKind.MUTE))
    return teller


def test_spans_begin_when_a_voice_did_and_what_is_open_ends_with_the_call() -> None:
    story = told().end()
    assert story.turns[Side.CALLER] == [Span(5.0, 12.0)]
    assert story.angry == [Span(7.0, 200.0)]
    assert story.holds == [Span(30.0, 200.0, "mute")]
    assert story.cues == [Span(12.2, 14.2, "pause", "an <angry> turn & its end")]
    assert story.pace == [PaceHeard(20.0, 6.1, 4.0)]


@pytest.mark.parametrize("block", [100, 1600, 12345])
def test_levels_do_not_depend_on_the_blocks(block: int) -> None:
    rng = np.random.default_rng(0)
    both = rng.uniform(-0.5, 0.5, (5 * SAMPLE_RATE, 2)).astype(np.float32)
    teller = Storyteller()
    for start in range(0, len(both), block):
        part = both[start : start + block]
        teller.hear(Block(start, part[:, 0], np.zeros(len(part), dtype=np.float32)))
    levels = teller.end().levels
    assert len(levels[Side.CALLER]) == round(5 / LEVEL_S)
    assert levels[Side.CALLER] == pytest.approx([20 * np.log10(0.5 / np.sqrt(3))] * 50, abs=0.4)
    assert set(levels[Side.AGENT]) == {QUIETEST_DBFS}


def test_an_overheard_source_is_the_same_source() -> None:
    class Two:
        closed = False

        def blocks(self):
            yield silence(1.0)
            yield silence(1.0, SAMPLE_RATE)

        def close(self) -> None:
            self.closed = True

    source, teller = Two(), Storyteller()
    overheard = Overheard(source, teller)
    assert [block.start for block in overheard.blocks()] == [0, SAMPLE_RATE]
    assert teller.story.duration_s == 2.0
    overheard.close()
    assert source.closed


def test_each_strip_is_sound_svg_and_shows_its_own_part() -> None:
    drawn = [ET.fromstring(svg) for svg in strips(told(STRIP_S * 2.5).end(), 0.7)]
    assert len(drawn) == 3
    titles = [title.text or "" for title in drawn[0].iter("title")]
    assert any("PAUSE 2 S, 2.0 s: an <angry> turn & its end" in title for title in titles)
    assert not any("PAUSE" in (title.text or "") for svg in drawn[1:] for title in svg.iter("title"))
    assert all(any("mute" in (title.text or "") for title in svg.iter("title")) for svg in drawn)


def test_the_limit_is_drawn_as_the_coach_held_it_then() -> None:
    teller = Storyteller()
    teller.hear(silence(60.0))
    for t, sustained, limit in ((20.0, 5.0, 6.0), (21.0, 5.0, 5.4), (40.0, 5.0, 5.4), (41.0, 5.0, None)):
        teller.write(PaceHeard(t, 5.5, 4.0, sustained, limit))
    svg = ET.fromstring(strips(teller.end(), 0.7)[0])
    lines = [line.attrib["points"] for line in svg.iter("polyline") if line.attrib["class"] == "limit"]
    first, second = ([point.split(",")[1] for point in line.split()] for line in lines)
    assert len(first) == 2
    assert float(first[0]) < float(first[1]) == float(second[0]), "a lower limit lies lower; a silence breaks the line"


class Tags(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def test_the_page_runs_nothing_fetches_nothing_and_takes_no_name_for_markup() -> None:
    page = call_page('<script>alert("x")</script>.wav', told().end(), Settings())
    tags = Tags(page).found
    assert not {tag for tag, _ in tags} & {"script", "link", "img", "iframe", "object", "a", "form"}
    assert not any(key.startswith("on") or key in {"href", "src"} for _, attributes in tags for key in attributes)
    assert "http" not in page.replace("http-equiv", "")
    assert any(tag == "meta" and "default-src 'none'" in (a.get("content") or "") for tag, a in tags)
    assert "an &lt;angry&gt; turn &amp; its end" in page


def test_a_quiet_recording_has_a_page_too() -> None:
    teller = Storyteller()
    teller.hear(silence(0.0))
    assert "the lights stayed dark" in call_page("empty.wav", teller.end(), Settings())


@pytest.mark.slow
def test_replay_writes_the_page_and_the_same_events_as_without_it(tmp_path: Path) -> None:
    page, events, plain = tmp_path / "call.html", tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    assert main(["replay", str(DEMO), "--report", str(page), "--events", str(events)]) == 0
    assert main(["replay", str(DEMO), "--events", str(plain)]) == 0
    assert events.read_bytes() == plain.read_bytes()
    text = page.read_text(encoding="utf-8")
    assert "demo_call.ogg" in text
    for legend in ("PAUSE 2 S", "LISTEN", "SLOW DOWN"):
        assert legend in text
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.jsonl", "b.jsonl", "call.html"]


def test_a_page_of_before_outlives_a_call_that_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page, bad = tmp_path / "call.html", tmp_path / "bad.wav"
    page.write_text("of before")
    bad.write_text("no sound")
    assert main(["replay", str(bad), "--report", str(page)]) == 2
    assert main(["replay", str(DEMO), "--report", str(tmp_path / "absent" / "call.html")]) == 2
    assert "give --report a file that can" in capsys.readouterr().err
    assert main(["replay", str(DEMO), "--report", str(DEMO)]) == 2
    assert page.read_text() == "of before"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.wav", "call.html"]


def test_the_desk_stands_beside_the_timeline_as_it_looked() -> None:
    seen = looks(told().end())
    assert [(look.t, look.words) for look in seen] == [
        (0.0, "dark"),
        (7.0, "caller shown angry"),
        (12.2, "PAUSE 2 S, caller shown angry"),
        (14.2, "caller shown angry"),
    ]
    svg = ET.fromstring(strips(told().end(), 0.7)[0])
    faces = svg.findall("svg")
    assert [face.findtext("title") for face in faces] == [f"{clock(look.t)} {look.words}" for look in seen]
    lit = {rect.get("fill") for rect in faces[2].iter("rect")} - {rect.get("fill") for rect in faces[3].iter("rect")}
    assert len(lit) == 1  # PAUSE's window and no other
    page = call_page("call.wav", told().end(), Settings())
    assert page.count("<td><svg") == len(told().end().cues)


def test_more_changes_than_there_is_room_for_do_not_lie_upon_each_other() -> None:
    teller = Storyteller()
    teller.hear(silence(30.0))
    for k in range(20):
        teller.write(CueChanged(k * 1.0, "listen", True, "why"))
        teller.write(CueChanged(k * 1.0 + 0.5, "listen", False, "why"))
    svg = ET.fromstring(strips(teller.end(), 0.7)[0])
    boxes = [tuple(float(face.get(key, "nan")) for key in ("x", "y", "width")) for face in svg.findall("svg")]
    assert 5 < len(boxes) < 40
    for k, (x, y, width) in enumerate(boxes):
        assert all(y != v or abs(x - u) >= width for u, v, _ in boxes[:k])
