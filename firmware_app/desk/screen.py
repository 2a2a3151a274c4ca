"""The desk live in a terminal; where the output is no terminal, a plain line whenever what is shown changes."""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType

from rich.console import Console
from rich.live import Live

from firmware_app.desk.face import Face, Mood, Readings, Status
from firmware_app.desk.faults import FAULTS
from firmware_app.desk.light import light
from firmware_app.desk.picture import render, status_words
from firmware_app.facts import Press

STEPS = 16
"""A lamp is drawn anew when its level has moved by one part in so many: drawing costs more than it looks."""


class Screen:
    """The desk on ``console`` (default: standard output) with the face plate's ``legends``; a context manager."""

    def __init__(self, legends: Mapping[str, str], console: Console | None = None) -> None:
        self._legends = legends
        self._console = console if console is not None else Console()
        self._live: Live | None = None
        self._drawn: object = None
        if self._console.is_terminal and not self._console.is_dumb_terminal:
            self._live = Live(console=self._console, auto_refresh=False)
            self._live.start()

    def show(self, face: Face, t: float, readings: Readings) -> None:
        """Draw ``face`` at time ``t`` if it looks otherwise than what is drawn."""
        if self._live is None:
            self._show_line(face, t, readings)
            return
        now = light(face, t)
        levels = tuple(round(STEPS * level) for level in (*now.legends.values(), *now.mood, now.status))
        look = (face, int(t), levels, _coarse(readings))
        if look != self._drawn:
            self._drawn = look
            self._live.update(render(face, t, readings, self._legends), refresh=True)

    def _show_line(self, face: Face, t: float, readings: Readings) -> None:
        off = face.status is Status.LIGHTS_OFF
        cue, mood = (None, Mood.DARK) if off else (face.cue, face.mood)
        look = (cue, face.cue_since, face.anew_since, mood, face.status, face.fault, face.help_wanted)
        if look == self._drawn:
            return
        self._drawn = look
        lit = f"[{self._legends[cue]}]" if cue else "-"
        lit += " waits" if cue and face.waiting else ""
        why = f"  {readings.why}" if readings.why and not off else ""
        if face.fault is not None:
            why += f"  {FAULTS[face.fault].mend}"
        line = f"{t:8.2f} s  {lit:<17}  caller {mood.value:<8} {status_words(face)}{why}"
        if self._console.options.ascii_only:
            line = line.encode("ascii", "replace").decode()
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)

    def presses(self) -> tuple[Press, ...]:
        """None: a screen has no button."""
        return ()

    def close(self) -> None:
        """Leave the last picture standing and give the cursor back; may be called twice."""
        if self._live is not None:
            self._live.stop()

    def __enter__(self) -> Screen:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def _coarse(readings: Readings) -> tuple[object, ...]:
    def tenth(value: float | None) -> float | None:
        return None if value is None else round(value, 1)

    anger = None if readings.anger is None else round(readings.anger, 2)
    return (anger, tenth(readings.pace), tenth(readings.sustained), tenth(readings.pace_limit), readings.why)
