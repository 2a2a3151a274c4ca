import io
import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from firmware_app.desk import LEGENDS, Face, Fault, Mood, Pinout, Readings, Screen, Status, render

from .faces import cues, face_sequences, moods, states

CLEAR = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


def drawn(face: Face, t: float, readings: Readings, legends: dict[str, str], encoding: str = "utf-8") -> str:
    raw = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    console = Console(file=raw, width=80, force_terminal=True, color_system="truecolor", legacy_windows=False)
    console.print(render(face, t, readings, legends))
    raw.flush()
    return CLEAR.sub("", raw.buffer.getvalue().decode(encoding))  # type: ignore[attr-defined]


@given(cues, moods, states, st.floats(0, 1e4))
def test_the_lit_legend_is_marked_and_never_two(
    pinout: Pinout, cue: str | None, mood: Mood, state: tuple[Status, Fault | None], t: float
) -> None:
    legends = dict(pinout.legends)
    face = Face(cue, 0.0, mood, 0.0, state[0], 0.0, state[1])
    text = drawn(face, t, Readings(), legends)
    marked = re.findall(r"▶ *(.*?) *◀", text)
    dark = cue is None or state[0] is Status.LIGHTS_OFF
    assert marked == ([] if dark else [legends[cue]] if cue else [])
    assert all(words in text for words in legends.values())
    assert "ANGRY" in text or mood is not Mood.ANGRY or state[0] is Status.LIGHTS_OFF
    assert "CALMED" in text or mood is not Mood.CALMED or state[0] is Status.LIGHTS_OFF


def test_legends_keep_their_places(pinout: Pinout) -> None:
    def places(face: Face) -> dict[str, tuple[int, int]]:
        lines = drawn(face, 0.0, Readings(), dict(pinout.legends)).splitlines()
        return {
            cue: (row, line.index(words) + len(words) // 2)
            for cue, words in pinout.legends.items()
            for row, line in enumerate(lines)
            if words in line
        }

    dark = places(Face())
    assert len(set(dark.values())) == len(LEGENDS)
    assert all(places(Face(cue=cue, mood=Mood.ANGRY)) == dark for cue in LEGENDS)


def test_meters_time_and_why_are_told(pinout: Pinout) -> None:
    face = Face("slow_down", 60.0, Mood.ANGRY, 50.0, Status.LISTENING)
    text = drawn(face, 62.0, Readings(0.5, 7.0, 4.0, 6.0, "5.6 syll/s over 20 s"), dict(pinout.legends))
    assert "1:02" in text
    assert "0.50 angry" in text
    assert "4.0 syll/s, limit 6.0" in text
    assert "why    5.6 syll/s over 20 s" in text
    caller, agent = (re.search(rf"{who} +([█·│]+)", text).group(1) for who in ("caller", "agent"))  # type: ignore[union-attr]
    assert len(caller) == len(agent)
    assert caller.count("█") == len(caller) / 2
    assert agent.count("█") == len(agent) / 2
    assert agent.index("│") == len(agent) * 3 / 4


def test_a_short_reading_is_held_against_no_limit(pinout: Pinout) -> None:
    text = drawn(Face(), 0.0, Readings(0.5, 7.0, None, 6.0), dict(pinout.legends))
    assert "7.0 syll/s" in text
    assert "limit" not in text
    assert "│" not in re.search(r"agent +([█·│]+)", text).group(1)  # type: ignore[union-attr]


def test_unknown_readings_are_left_out(pinout: Pinout) -> None:
    text = drawn(Face(), 0.0, Readings(), dict(pinout.legends))
    assert "None" not in text
    assert "syll" not in text
    assert "why" not in text


def test_lights_off_shows_no_measures_either(pinout: Pinout) -> None:
    face = Face("listen", 0.0, Mood.ANGRY, 0.0, Status.LIGHTS_OFF)
    text = drawn(face, 0.0, Readings(0.9, 5.0, 4.5, 4.0, "because"), dict(pinout.legends))
    assert "0.90" not in text
    assert "because" not in text
    assert "lights off" in text


@pytest.mark.parametrize("fault", Fault)
def test_a_fault_is_told_with_its_number(pinout: Pinout, fault: Fault) -> None:
    text = drawn(Face(status=Status.FAULT, fault=fault), 0.0, Readings(), dict(pinout.legends))
    assert f"fault {int(fault)}: " in text


def test_an_ascii_terminal_gets_ascii(pinout: Pinout) -> None:
    face = Face("pause", 0.0, Mood.ANGRY, 0.0, Status.LISTENING)
    text = drawn(face, 0.5, Readings(0.5, 4.0, 4.5, 5.0, "5 × 2 s – waited"), dict(pinout.legends), encoding="ascii")
    assert re.search(r"> +PAUSE 2 S +<", text)
    assert "5 ? 2 s ? waited" in text


def terminal(**more: object) -> Console:
    return Console(file=io.StringIO(), width=80, force_terminal=True, color_system="truecolor", **more)  # type: ignore[arg-type]


def written(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_terminal_is_drawn_only_when_something_moves(pinout: Pinout) -> None:
    console = terminal()
    with Screen(pinout.legends, console) as screen:
        screen.show(Face(cue="listen", status=Status.LISTENING), 0.0, Readings(0.5))
        once = written(console)
        assert "LISTEN" in once
        screen.show(Face(cue="listen", status=Status.LISTENING), 0.04, Readings(0.5001))
        assert written(console) == once
        screen.show(Face(cue="listen", status=Status.LISTENING), 1.0, Readings(0.5001))
        assert written(console) != once


def test_the_running_down_is_drawn_step_by_step(pinout: Pinout) -> None:
    console = terminal()
    lengths = set()
    with Screen(pinout.legends, console) as screen:
        for k in range(25):
            screen.show(Face(cue="pause", status=Status.LISTENING), k * 0.04, Readings())
            lengths.add(len(written(console)))
    assert 5 <= len(lengths) <= 12


def test_the_terminal_gets_its_cursor_back(pinout: Pinout) -> None:
    console = terminal()
    screen = Screen(pinout.legends, console)
    assert written(console).count("\x1b[?25l") == 1
    screen.close()
    screen.close()
    assert written(console).count("\x1b[?25h") == 1
    assert screen.presses() == ()


@given(face_sequences(shortest_s=0.3))
def test_where_there_is_no_terminal_each_change_is_one_plain_line(
    pinout: Pinout, sequence: list[tuple[float, Face]]
) -> None:
    console = Console(file=io.StringIO(), width=30)
    with Screen(pinout.legends, console) as screen:
        for began, face in sequence:
            for k in range(5):
                screen.show(face, began + 0.04 * k, Readings(why="a reason that is longer than the line is wide"))
    lines = written(console).splitlines()
    changes = 1 + sum(
        (a.cue, a.cue_since, a.mood, a.status, a.fault) != (b.cue, b.cue_since, b.mood, b.status, b.fault)
        for (_, a), (_, b) in itertools.pairwise(sequence)
    )
    assert changes - sum(f.status is Status.LIGHTS_OFF for _, f in sequence) <= len(lines) <= changes
    assert "\x1b" not in written(console)
    assert all(line.count("[") <= 1 for line in lines)
    for line in lines:
        assert re.match(r" *\d+\.\d\d s  (\[[A-Z'0-9 ]+\]|-) +caller (unknown|calm|angry|calmed) ", line)


def test_lights_off_tells_no_mood_in_a_line_either(pinout: Pinout) -> None:
    console = Console(file=io.StringIO())
    with Screen(pinout.legends, console) as screen:
        screen.show(Face("listen", 0.0, Mood.ANGRY, 0.0, Status.LIGHTS_OFF), 3.0, Readings(0.9, why="because"))
    assert written(console).split() == ["3.00", "s", "-", "caller", "unknown", "lights", "off"]


def test_a_pipe_with_an_ascii_locale_does_not_break(pinout: Pinout) -> None:
    raw = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    with Screen(pinout.legends, Console(file=raw)) as screen:
        screen.show(Face(cue="note"), 0.0, Readings(why="2 × angry"))
    raw.flush()
    assert b"[NOTE]" in raw.buffer.getvalue()  # type: ignore[attr-defined]
    assert b"2 ? angry" in raw.buffer.getvalue()  # type: ignore[attr-defined]
