"""The trainer's page: answers in the right order, says how sure it is, fetches nothing, runs nothing."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_app.logbook import CallRecord, CueRecord, Logged
from firmware_app.report import Source, Tally, trainer_page
from firmware_app.report.chance import interval
from firmware_app.report.practice import every_habit, to_practise
from tests.logbook.calls import record
from tools.weeks import made_up, weeks

BEGAN = 1_790_000_000.0


def logged(seq: int, call: CallRecord, *, trusted: bool = True, at: float = BEGAN) -> Logged:
    return Logged(seq, f"call-{seq}", 1, 1, 300.0 * seq, at + 300.0 * seq, trusted, call)


def page(*calls: Logged, desk: str = "desk-07", source: Source | None = None) -> str:
    tally = Tally()
    tally.add(desk, calls)
    return trainer_page(source or Source(f"Desk {desk}"), tally)


def some(count: int, **changed: object) -> list[Logged]:
    return [logged(seq, record(**changed)) for seq in range(count)]  # type: ignore[arg-type]


def month(days: int = 20, calls: int = 60) -> list[Logged]:
    chance = random.Random(1)
    pool = [made_up(chance) for _ in range(200)]
    return [
        Logged(seq, f"call-{seq}", 1, 1, began_s, wall_s + began_s, True, replace(call, began_s=began_s))
        for seq, (_, began_s, wall_s, call) in enumerate(weeks(pool, days, calls, chance))
    ]


class Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in ("meta", "img"):
            self.open.append(tag)
        self.addresses += [value or "" for name, value in attrs if name in ("src", "href")]
        assert not [name for name, _ in attrs if name.startswith("on")]
        assert tag != "img" or dict(attrs)["alt"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    assert reader.open == []
    return reader


def test_it_answers_in_the_order_in_which_a_trainer_asks() -> None:
    text = page(*month())
    found = re.findall("<h2>(.*?)</h2>", text)
    assert found == [
        "What happened",
        "Which cues came, and whether they helped",
        "When it gets hard",
        "What to practise",
        "How to read this",
    ]


def test_it_fetches_nothing_and_runs_nothing() -> None:
    reader = read(page(*month()))
    assert reader.addresses
    assert all(address.startswith("data:image/svg+xml;base64,") for address in reader.addresses)
    assert not {"script", "iframe", "link", "form", "object"} & set(reader.tags)


def test_its_charts_are_whole_and_hold_their_text_as_text() -> None:
    import base64

    addresses = read(page(*month())).addresses
    assert len(addresses) == 4
    texts = ""
    for address in addresses:
        svg = ET.fromstring(base64.b64decode(address.partition(",")[2]))
        texts += " ".join(svg.itertext())
    assert all(word in texts for word in ("SLOW DOWN", "hour of the day", "with anger", "times shown"))


def test_it_is_small_and_always_the_same() -> None:
    calls = month()
    text = page(*calls)
    assert text == page(*calls)
    assert len(text.encode()) < 1_000_000


@pytest.mark.parametrize(("count", "word"), [(1, "Only 1 call:"), (4, "Only 4 calls:")])
def test_a_small_sample_is_said_to_be_small(count: int, word: str) -> None:
    assert word in page(*some(count))


def test_five_calls_are_a_sample() -> None:
    assert "Only" not in page(*some(5))


def test_no_calls_at_all_are_a_page_too() -> None:
    text = page()
    read(text)
    assert "No calls have been kept here." in text


def test_calls_of_unknown_time_are_counted_but_not_placed() -> None:
    known, unknown = some(30), [logged(k, record(), trusted=False, at=0.0) for k in range(30, 40)]
    text = page(*known, *unknown)
    assert "10 of 40 calls come from times when the unit’s clock was not set" in text
    assert "1970" not in text


def test_a_share_comes_with_its_count_and_how_sure_it_is() -> None:
    text = page(*some(2), logged(3, record(angry_spells=0)))
    assert "67 % (21 to 94; 2 of 3)" in text


def test_names_and_remarks_are_text_and_nothing_else() -> None:
    text = page(*some(6), source=Source("<b>desk</b>", ("<script>alert(1)</script>",)))
    read(text)
    assert "<script>" not in text
    assert "&lt;b&gt;desk&lt;/b&gt;" in text


def test_desks_stand_by_name_and_only_where_there_are_several() -> None:
    tally = Tally()
    for desk, spells in (("zulu", 0), ("alpha", 1)):
        tally.add(desk, some(10, angry_spells=spells))
    text = trainer_page(Source("2 desks"), tally)
    assert text.index(">alpha<") < text.index(">zulu<")
    assert "<h2>Desks</h2>" not in page(*some(10))


def tallied(*calls: CallRecord) -> Tally:
    tally = Tally()
    tally.add("desk", [logged(seq, call) for seq, call in enumerate(calls)])
    return tally


def test_what_is_surely_below_its_aim_is_to_be_practised_worst_first() -> None:
    call = record(angry_gaps=4, angry_gaps_waited=0, angry_talk_overs=1, pace_fast_share=0.0)
    half = record(angry_gaps=4, angry_gaps_waited=2, angry_talk_overs=0, pace_fast_share=0.0)
    found = to_practise(tallied(*[call] * 30, *[half] * 30))
    assert [item.name for item in found] == ["Wait before the answer", "Let an angry caller finish"]
    assert (found[0].kept, found[0].of) == (60, 240)
    assert (found[1].kept, found[1].of) == (30, 60)


def test_few_occasions_are_no_reason_to_practise() -> None:
    call = record(angry_gaps=1, angry_gaps_waited=0, angry_talk_overs=1)
    assert to_practise(tallied(*[call] * 9)) == []
    assert every_habit(tallied(*[call] * 9)) == []
    text = page(*[logged(k, call) for k in range(9)])
    assert "too few occasions" in text


def test_good_habits_are_praised_and_nothing_is_made_up() -> None:
    good = record(angry_gaps=3, angry_gaps_waited=3, angry_talk_overs=0, pace_fast_share=0.0)
    assert to_practise(tallied(*[good] * 40)) == []
    assert len(every_habit(tallied(*[good] * 40))) == 4


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    # Newcombe, Statistics in Medicine 17 (1998), table I, method 3
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_is_that_of_the_literature(hits: int, of: int, low: float, high: float) -> None:
    assert interval(hits, of) == pytest.approx((low, high), abs=5e-5)


@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.integers(1, 5))
def test_the_sums_are_the_same_however_the_calls_are_dealt_out(seed: int, count: int, desks: int) -> None:
    chance = random.Random(seed)
    calls = [logged(seq, made_up(chance)) for seq in range(count)]
    whole, dealt = Tally(), Tally()
    whole.add("one", calls)
    for desk in range(desks):
        dealt.add(f"desk {desk}", calls[desk::desks])
    assert dealt.all.calls == count == sum(desk.calls for desk in dealt.by_desk.values())
    assert dealt.counts.angry_gaps == whole.counts.angry_gaps
    assert dealt.all.angry_s == pytest.approx(whole.all.angry_s)
    assert sorted(dealt.lengths_s) == sorted(whole.lengths_s)
    assert {cue: count.shown for cue, count in dealt.cues.items()} == {
        cue: sum(each.cue == cue for call in calls for each in call.call.cues)
        for cue in {each.cue for call in calls for each in call.call.cues}
    }
    assert sum(hour.calls for hour in dealt.by_hour.values()) == count


def test_a_cue_nobody_can_judge_has_no_share() -> None:
    text = page(*some(6, cues=(CueRecord("acknowledge", 1.0, 2.0, None),)))
    assert "cannot be heard" in text
