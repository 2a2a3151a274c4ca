"""The one button: what a press means is known at its release, at 2 s, or at 10 s, and is told then, once."""

from __future__ import annotations

from threading import Lock

import gpiozero

LONG_S = 2.0
VERY_LONG_S = 10.0
BOUNCE_S = 0.02


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
        self._told_s = 0.0
        self._done: list[float] = []
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
            return None if self._down_at is None else self._held(self._down_at)

    def presses(self) -> tuple[float, ...]:
        """Presses since last asked, in order: the seconds held if fewer than 2, else 2.0, and then 10.0 as well."""
        with self._lock:
            if self._down_at is not None:
                self._tell_if_due(self._held(self._down_at))
            told, self._done = self._done, []
        return tuple(told)

    def close(self) -> None:
        """Let go of the line; may be called twice."""
        self._button.close()

    def _held(self, down_at: float) -> float:
        return float(self._factory.ticks_diff(self._factory.ticks(), down_at))

    def _tell_if_due(self, held_s: float) -> None:
        for due_s in (LONG_S, VERY_LONG_S):
            if self._told_s < due_s <= held_s:
                self._told_s = due_s
                self._done.append(due_s)

    def _pressed(self) -> None:
        with self._lock:
            self._told_s = 0.0
            self._down_at = self._factory.ticks()

    def _released(self) -> None:
        with self._lock:
            if self._down_at is None:
                return
            held_s = self._held(self._down_at)
            self._down_at = None
            if held_s < LONG_S:
                self._done.append(held_s)
            else:
                self._tell_if_due(held_s)
