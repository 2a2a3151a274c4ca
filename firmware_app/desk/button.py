"""The one button: what a press means is told once, as soon as nothing more can come to change it."""

from __future__ import annotations

from threading import Lock

import gpiozero

from firmware_app.facts import Press

LONG_S = 2.0
VERY_LONG_S = 10.0
BOUNCE_S = 0.02
AGAIN_S = 0.35
"""A press that begins so soon after a release belongs to the one before."""

_HELD = ((LONG_S, Press.LIGHTS_OFF), (VERY_LONG_S, Press.ERASE))
_TIMES = {1: Press.SEEN, 3: Press.HELP}
"""Presses in a row that are told at their release. Two might become three: they are told when none has followed."""


class PressButton:
    """Button to ground on one GPIO.

    gpiozero's callbacks note the edges, so that a press shorter than the caller's loop is not missed; `presses` looks
    at the clock, so that a long press is told while the finger is still down. A button that is down when it is opened
    is jammed or shorted until it has once been up: it must not switch the lights off by itself.
    """

    def __init__(self, gpio: int) -> None:
        self._button = gpiozero.Button(gpio, pull_up=True, bounce_time=BOUNCE_S)
        self._factory = self._button.pin_factory
        self._down_at: float | None = None
        self._up_at: float | None = None
        self._in_a_row = 0
        self._told_s = 0.0
        self._told: list[Press] = []
        self._lock = Lock()  # the edges come in gpiozero's thread
        self._button.when_pressed = self._pressed
        self._button.when_released = self._released

    @property
    def is_down(self) -> bool:
        """Whether the line reads pressed now."""
        return bool(self._button.is_pressed)

    @property
    def held_s(self) -> float | None:
        """For how long it has been down; None: it is up, or jammed."""
        with self._lock:
            return None if self._down_at is None else self._since(self._down_at)

    def presses(self) -> tuple[Press, ...]:
        """What was said since last asked, in order. The first of several is told as one; ten seconds, as two first."""
        with self._lock:
            if self._down_at is not None:
                self._tell_held(self._since(self._down_at))
            else:
                self._tell_twice()
            told, self._told = self._told, []
        return tuple(told)

    def close(self) -> None:
        """Let go of the line; may be called twice."""
        self._button.close()

    def _since(self, then: float) -> float:
        return float(self._factory.ticks_diff(self._factory.ticks(), then))

    def _just_up(self) -> bool:
        return self._up_at is not None and self._since(self._up_at) <= AGAIN_S

    def _tell_held(self, held_s: float) -> None:
        for due_s, press in _HELD:
            if self._told_s < due_s <= held_s:
                self._told_s = due_s
                self._told.append(press)

    def _tell_twice(self) -> None:
        if self._in_a_row == 2 and not self._just_up():
            self._in_a_row = 0
            self._told.append(Press.WRONG)

    def _pressed(self) -> None:
        with self._lock:
            self._tell_twice()
            if not self._just_up():
                self._in_a_row = 0
            self._told_s = 0.0
            self._down_at = self._factory.ticks()

    def _released(self) -> None:
        with self._lock:
            if self._down_at is None:
                return
            held_s = self._since(self._down_at)
            self._down_at, self._up_at = None, self._factory.ticks()
            if held_s >= LONG_S:
                self._in_a_row = 0
                self._tell_held(held_s)
                return
            self._in_a_row += 1
            if (press := _TIMES.get(self._in_a_row)) is not None:
                self._told.append(press)
