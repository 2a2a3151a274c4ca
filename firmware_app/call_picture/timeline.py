"""Draws a call on one time axis as SVG: both channels, the caller's anger, the agent's pace, hold, and the cues."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

from firmware_app.call_picture.faces import Look, drawn, looks
from firmware_app.call_picture.story import LEVEL_S, QUIETEST_DBFS, Span, Story
from firmware_app.coaching import CATALOGUE, CUES
from firmware_app.facts import Side

STRIP_S = 120.0
"""A strip shows this much of a call: more cannot be read across a page."""
_WIDTH, _LEFT, _RIGHT = 1200.0, 96.0, 20.0
_FASTEST = 10.0
"""Syllables a second at the top of the pace's lane."""
_LANE, _GAP, _CUE = 54.0, 10.0, 18.0
_FACE = 52.0
"""Width of a small picture of the desk; narrower ones would tell nothing."""
_FACE_ROWS = 3
_LOUDEST_DBFS = 0.0
_TOGETHER_S = 5.0
"""Readings further apart than this are of two stretches of speech: no line is drawn between them."""


def strips(story: Story, anger_sure: float) -> list[str]:
    """The call as SVG documents, one after the other."""
    count = max(1, -int(-story.duration_s // STRIP_S))
    used = [cue.id for cue in CATALOGUE if any(shown.what == cue.id for shown in story.cues)]
    seen = looks(story)
    return [_Strip(story, anger_sure, used, seen, STRIP_S * k).drawn() for k in range(count)]


class _Strip:
    def __init__(
        self, story: Story, anger_sure: float, cues: Sequence[str], seen: Sequence[Look], start: float
    ) -> None:
        self._story, self._anger_sure, self._cues, self._looks = story, anger_sure, cues, seen
        self._from, self._to = start, start + STRIP_S
        self._height = 4 * (_LANE + _GAP) + _CUE * len(cues) + 2 * _GAP + 28.0 + _FACE_ROWS * (0.6 * _FACE + 4.0)
        name = f"The call from {clock(self._from)} to {clock(min(self._to, story.duration_s))}"
        box = f"0 0 {_WIDTH:g} {self._height:g}"
        self._svg = ET.Element("svg", {"viewBox": box, "role": "img", "aria-label": name})

    def drawn(self) -> str:
        y = _GAP
        for side in Side:
            self._channel(side, y)
            y += _LANE + _GAP
            if side is Side.CALLER:
                self._anger(y)
            else:
                self._pace(y)
            y += _LANE + _GAP
        for cue in self._cues:
            self._cue(cue, y)
            y += _CUE
        self._ruler(y)
        self._desk(y + 28.0)
        return ET.tostring(self._svg, encoding="unicode")

    def _channel(self, side: Side, y: float) -> None:
        self._label(side.value, y + _LANE / 2)
        middle, levels = y + _LANE / 2, self._story.levels[side]
        first, last = round(self._from / LEVEL_S), min(len(levels), round(self._to / LEVEL_S))
        for hold in self._seen(self._story.holds) if side is Side.AGENT else []:
            self._bar(hold, y, _LANE, "hold", f"{hold.what}, {hold.length_s:.0f} s")
        heights = [_LANE / 2 * _share(level, QUIETEST_DBFS, _LOUDEST_DBFS) for level in levels[first:last]]
        upper = [f"{self._x((first + k) * LEVEL_S):.1f},{middle - h:.1f}" for k, h in enumerate(heights)]
        lower = [f"{self._x((first + k) * LEVEL_S):.1f},{middle + h:.1f}" for k, h in enumerate(heights)]
        self._add("polygon", {"class": f"level {side.value}", "points": " ".join(upper + lower[::-1])})
        for turn in self._seen(self._story.turns[side]):
            self._bar(turn, middle - 1.5, 3.0, f"turn {side.value}", f"speaks {turn.length_s:.1f} s")

    def _anger(self, y: float) -> None:
        self._label("anger", y + _LANE / 2)
        for spell in self._seen(self._story.angry):
            self._bar(spell, y, _LANE, "angry", f"shown angry, {spell.length_s:.0f} s")
        self._line(y + _LANE * (1.0 - self._anger_sure))
        self._dots(((t, p) for t, p in self._story.anger), y, "caller")

    def _pace(self, y: float) -> None:
        self._label("syllables/s", y + _LANE / 2)
        readings = self._story.pace
        self._dots(((each.t, each.syllables_per_s / _FASTEST) for each in readings), y, "agent")
        told = [(each.t, each.sustained, each.limit) for each in readings if each.sustained and each.limit]
        self._curve("sustained agent", ((t, rate / _FASTEST) for t, rate, _ in told), y)
        self._curve("limit", ((t, limit / _FASTEST) for t, _, limit in told), y)

    def _cue(self, cue: str, y: float) -> None:
        self._label(CUES[cue].legend, y + _CUE / 2)
        for shown in self._seen([span for span in self._story.cues if span.what == cue]):
            self._bar(shown, y + 2.0, _CUE - 4.0, "cue", f"{CUES[cue].legend}, {shown.length_s:.1f} s: {shown.why}")

    def _desk(self, y: float) -> None:
        """A small picture at each change, a row further down where there is no room; what no row has is in the bars."""
        self._label("desk", y + _FACE / 4)
        free = [0.0] * _FACE_ROWS
        for look in self._looks:
            x = self._x(look.t)
            row = next((k for k, left in enumerate(free) if x >= left), None)
            if self._from <= look.t < self._to and row is not None and x + _FACE <= _WIDTH:
                self._face(look, x, y + row * (0.6 * _FACE + 4.0))
                free[row] = x + _FACE + 4.0

    def _face(self, look: Look, x: float, y: float) -> None:
        picture = drawn(look, _FACE, words=False)
        picture.attrib.update({"x": f"{x:.1f}", "y": f"{y:.1f}", "width": f"{_FACE:g}", "height": f"{0.6 * _FACE:g}"})
        ET.SubElement(picture, "title").text = f"{clock(look.t)} {look.words}"
        self._svg.append(picture)

    def _ruler(self, y: float) -> None:
        for tick in range(int(self._from), int(self._to) + 1, 10):
            x = self._x(tick)
            self._add("line", {"class": "grid", "x1": f"{x:.1f}", "x2": f"{x:.1f}", "y1": "0", "y2": f"{y + 4:.1f}"})
            if tick % 20 == 0:
                mark = self._add("text", {"x": f"{x:.1f}", "y": f"{y + 18:.1f}", "text-anchor": "middle"})
                mark.text = clock(tick)

    def _dots(self, points: Iterable[tuple[float, float]], y: float, side: str) -> None:
        for t, share in points:
            if self._from <= t < self._to:
                place = {"cx": f"{self._x(t):.1f}", "cy": f"{_height(share, y):.1f}", "r": "1.6"}
                self._add("circle", {"class": f"dot {side}", **place})

    def _curve(self, kind: str, shares: Iterable[tuple[float, float]], y: float) -> None:
        """A line through the points that lie near enough to one another to belong together."""
        pieces: list[list[tuple[float, float]]] = []
        for t, share in shares:
            if not self._from <= t < self._to:
                continue
            if not pieces or t - pieces[-1][-1][0] > _TOGETHER_S:
                pieces.append([])
            pieces[-1].append((t, _height(share, y)))
        for piece in pieces:
            points = " ".join(f"{self._x(t):.1f},{height:.1f}" for t, height in piece)
            self._add("polyline", {"class": kind, "points": points})

    def _line(self, y: float) -> None:
        ends = {"x1": f"{_LEFT:g}", "x2": f"{_WIDTH - _RIGHT:g}"}
        self._add("line", {"class": "limit", "y1": f"{y:.1f}", "y2": f"{y:.1f}", **ends})

    def _bar(self, span: Span, y: float, height: float, kind: str, words: str) -> None:
        low, high = self._x(max(span.start, self._from)), self._x(min(span.end, self._to))
        place = {"x": f"{low:.1f}", "y": f"{y:.1f}", "width": f"{max(1.0, high - low):.1f}", "height": f"{height:g}"}
        bar = self._add("rect", {"class": kind, **place})
        ET.SubElement(bar, "title").text = f"{clock(span.start)} {words}"

    def _label(self, words: str, y: float) -> None:
        place = {"x": f"{_LEFT - 8:g}", "y": f"{y + 4:.1f}", "text-anchor": "end"}
        self._add("text", place).text = words

    def _add(self, tag: str, attributes: dict[str, str]) -> ET.Element:
        return ET.SubElement(self._svg, tag, attributes)

    def _seen(self, spans: Iterable[Span]) -> list[Span]:
        return [span for span in spans if span.end > self._from and span.start < self._to]

    def _x(self, t: float) -> float:
        return _LEFT + (t - self._from) / STRIP_S * (_WIDTH - _LEFT - _RIGHT)


def clock(t: float) -> str:
    """Minutes and seconds."""
    return f"{int(t) // 60}:{int(t) % 60:02d}"


def _height(share: float, y: float) -> float:
    """Where a share of a lane's height lies, the lane beginning at ``y``."""
    return y + _LANE * (1.0 - _share(share, 0.0, 1.0))


def _share(value: float, low: float, high: float) -> float:
    return min(max((value - low) / (high - low), 0.0), 1.0)
