"""The desk drawn for a terminal: the face plate with its legends in their places, and two meters below it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderResult
from rich.panel import Panel
from rich.segment import Segment
from rich.style import Style
from rich.table import Table
from rich.text import Text

from firmware_app.desk.face import FACE_ROWS, Face, Mood, Readings, Status
from firmware_app.desk.faults import FAULTS
from firmware_app.desk.light import Light, light
from firmware_app.desk.rhythms import RGB

WIDTH = 60
MOOD_WIDTH = 18
LEGEND_WIDTH = 17
METER = 24
PACE_FULL = 8.0
"""Syllables a second at the right end of the pace meter; hardly anyone articulates faster."""

LIT_LEGEND: RGB = (1.0, 0.70, 0.15)
STATUS_GREEN: RGB = (0.55, 0.95, 0.45)
PLATE = Style(color="#c8c8c8", bgcolor="#101214")
INK, GLOWING_INK, UNLIT_INK = "#101010", "#ffe0a0", "#8a8a8a"
DARK_LAMP = 0.15


@dataclass(frozen=True)
class Glyphs:
    """The signs that tell what colour alone must not: around a lit legend, on a lit light, in the meters."""

    left: str
    right: str
    lamp: str
    dark: str
    fill: str
    rest: str
    limit: str


UNICODE = Glyphs("▶", "◀", "●", "○", "█", "·", "│")
ASCII = Glyphs(">", "<", "*", "o", "#", ".", "|")


@dataclass(frozen=True)
class DeskPicture:
    """One moment of the desk, to be printed by rich; in ASCII where the terminal knows no more."""

    face: Face
    t: float
    readings: Readings
    legends: Mapping[str, str]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Plate, status and meters."""
        signs = ASCII if options.ascii_only else UNICODE
        panel = self._panel(signs)
        if not options.ascii_only:
            yield panel
            return
        for line in console.render_lines(panel, options, pad=False):
            for segment in line:
                yield Segment(segment.text.encode("ascii", "replace").decode(), segment.style)
            yield Segment.line()

    def _panel(self, signs: Glyphs) -> Panel:
        now = light(self.face, self.t)
        plate = Table.grid(padding=(0, 2))
        plate.add_row(_mood_light(self.face, now), _legend_lamps(self.legends, now, signs))
        parts = Group("", plate, "", _status_line(self.face, now, signs), "", *_meters(self.face, self.readings, signs))
        return Panel(parts, title="Cuelight", subtitle=clock(self.t), width=WIDTH, box=box.ROUNDED, style=PLATE)


def render(face: Face, t: float, readings: Readings, legends: Mapping[str, str]) -> DeskPicture:
    """The desk at time ``t``. ``legends``: cue id → words on the face plate, as `Pinout.legends` gives them."""
    return DeskPicture(face, t, readings, legends)


def clock(t: float) -> str:
    """Seconds as minutes and seconds."""
    return f"{int(t) // 60:d}:{int(t) % 60:02d}"


def status_words(face: Face) -> str:
    """What the status light tells, in words."""
    if face.fault is None:
        return face.status.value + (", asks for a supervisor" if face.help_wanted else "")
    return f"fault {int(face.fault)}: {FAULTS[face.fault].means}"


def _colour(rgb: RGB, level: float = 1.0) -> str:
    parts = (round(255 * (DARK_LAMP + (1 - DARK_LAMP) * min(1.0, level * part))) for part in rgb)
    return "#" + "".join(f"{part:02x}" for part in parts)


def _ink(level: float) -> str:
    # dark words on a bright lamp, glowing ones on a dim lamp: readable at every step of a rhythm
    return INK if level > 0.45 else GLOWING_INK


def _mood_light(face: Face, now: Light) -> Text:
    lit = any(now.mood)
    word = face.mood.value.upper() if lit else "caller"
    colour = _colour(now.mood)
    ink = _ink(max(now.mood)) if lit else UNLIT_INK
    blank = Text(" " * MOOD_WIDTH, style=Style(bgcolor=colour))
    half = [blank] * (len(FACE_ROWS) - 1)
    return Text("\n").join([*half, _centred(word, MOOD_WIDTH, Style(color=ink, bgcolor=colour, bold=lit)), *half])


def _centred(words: str, width: int, style: Style) -> Text:
    # the spaces in pieces of their own: some SVG viewers drop the ones before a word
    before = (width - len(words)) // 2
    room = Style(bgcolor=style.bgcolor)
    return Text.assemble((" " * before, room), (words, style), (" " * (width - len(words) - before), room))


def _legend_lamps(legends: Mapping[str, str], now: Light, signs: Glyphs) -> Table:
    table = Table.grid(padding=(0, 2))
    for place, row in enumerate(FACE_ROWS):
        if place:
            table.add_row("")
        table.add_row(*(_legend(legends[cue], now.legends[cue], signs) for cue in row))
    return table


def _legend(words: str, level: float, signs: Glyphs) -> Text:
    background = _colour(LIT_LEGEND, level)
    if level <= 0.0:
        return _centred(words, LEGEND_WIDTH, Style(color=UNLIT_INK, bgcolor=background))
    style = Style(color=_ink(level), bgcolor=background, bold=True)
    inner = _centred(words, LEGEND_WIDTH - len(signs.left) - len(signs.right), style)
    return Text.assemble((signs.left, style), inner, (signs.right, style))


def _status_line(face: Face, now: Light, signs: Glyphs) -> Text:
    lit = now.status > 0
    colour = _colour(STATUS_GREEN, 0.4 + 0.6 * now.status if lit else 0.2)
    words = "bold" if face.status is Status.FAULT else ""
    return Text.assemble(((signs.lamp if lit else signs.dark) + " ", colour), (status_words(face), words))


def _meters(face: Face, readings: Readings, signs: Glyphs) -> tuple[Text, Text, Text]:
    if face.status is Status.LIGHTS_OFF:
        return Text(), Text(), Text()
    anger = "" if readings.anger is None else f"{readings.anger:4.2f} "
    if face.mood is not Mood.DARK:
        anger += face.mood.value
    # held against the limit as the coach does it; before there is enough speech for that, the short reading
    judged = readings.sustained is not None
    rate, limit = (readings.sustained, readings.pace_limit) if judged else (readings.pace, None)
    pace = "" if rate is None else f"{rate:3.1f} syll/s"
    if limit is not None:
        pace += f", limit {limit:3.1f}"
    caller = Text("caller ") + _bar(readings.anger, 1.0, None, signs) + Text(anger)
    agent = Text("agent  ") + _bar(rate, PACE_FULL, limit, signs) + Text(pace)
    why = f"why    {readings.why}" if readings.why else ""
    if face.fault is not None:
        why = f"mend   {FAULTS[face.fault].mend}"
    return caller, agent, Text(why, overflow="ellipsis", no_wrap=True)


def _bar(value: float | None, full: float, limit: float | None, signs: Glyphs) -> Text:
    filled = 0 if value is None else round(METER * min(1.0, max(0.0, value / full)))
    bar = list(signs.fill * filled + signs.rest * (METER - filled))
    if limit is not None:
        bar[min(METER - 1, round(METER * limit / full))] = signs.limit
    return Text("".join(bar) + "  ", style="grey70")
