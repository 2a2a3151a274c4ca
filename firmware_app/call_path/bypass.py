"""Keeps the bypass open: a relay joins telephone and headset directly unless this line is kicked.

A watchdog in hardware (``hardware/call-path.md``) holds the relay for `HOLD_S` after each edge. A level means nothing,
so a line that is stuck, a Pi that hangs, is off or boots, all end in the same: the call goes through copper.
"""

from __future__ import annotations

from pathlib import Path

import gpiozero

HOLD_S = 3.0
"""The hardware's time: longer than PipeWire or the linker takes to come back, so that neither flips the relay."""
_SURE_S = 2.4
"""Its time with a capacitor at the low end of its tolerance: after that the relay may have dropped."""
STEADY_S = 5.0
"""After the relay has dropped the path must be sound for so long: it must not chatter through a call."""
_KICK_S = 0.2
_RETRY_S = 5.0
_LAST = "bypass-kicked"


class KeepOpen:
    """Decides when to kick; times are seconds that never run back."""

    def __init__(self, kicked: float | None = None) -> None:
        """``kicked``: when a linker before this one last did, on the same clock; None: none has."""
        self._sound_since: float | None = None
        self._kicked = kicked
        self._dropped = kicked is None

    def kick(self, t: float, sound: bool) -> bool:
        """Whether the line needs an edge now. ``sound``: the call passes, end to end."""
        if self._kicked is not None and t - self._kicked >= _SURE_S:
            self._dropped = True
        if not sound:
            self._sound_since = None
            return False
        self._sound_since = t if self._sound_since is None else self._sound_since
        if self._dropped and t - self._sound_since < STEADY_S:
            return False
        if not self._dropped and self._kicked is not None and t - self._kicked < _KICK_S:
            return False
        self._kicked, self._dropped = t, False
        return True


class BypassLine:
    """The line itself, through gpiozero; one that cannot be had is a problem that is told, and tried again."""

    def __init__(self, gpio: int, folder: Path) -> None:
        """``folder``: in memory; when the line was last kicked is kept there, for a linker that takes over."""
        self._gpio = gpio
        self._file = folder / _LAST
        self._keep = KeepOpen(self._last())
        self._line: gpiozero.DigitalOutputDevice | None = None
        self._tried = -_RETRY_S
        self._trouble: tuple[str, ...] = ()

    def look(self, t: float, problems: tuple[str, ...]) -> tuple[str, ...]:
        """Kicks the line if the call passes, four times a second; returns why it cannot: one line, or nothing."""
        if self._line is None and t - self._tried >= _RETRY_S:
            self._tried = t
            self._open()
        if self._line is not None and self._keep.kick(t, not problems):
            self._kick(t)
        return self._trouble

    def close(self) -> None:
        """Lets it go: the relay drops."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def _kick(self, t: float) -> None:
        try:
            if self._line is not None:
                self._line.toggle()
            self._file.write_text(repr(t), encoding="utf-8")
        except Exception as error:  # each pin factory fails in its own library's way
            self._trouble = (f"bypass: GPIO{self._gpio} cannot be set ({error}); it is tried again",)
            self.close()

    def _last(self) -> float | None:
        try:
            return float(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None

    def _open(self) -> None:
        try:
            self._line = gpiozero.DigitalOutputDevice(self._gpio)
            self._trouble = ()
        except Exception as error:  # each pin factory fails in its own library's way
            words = "is in use already" if isinstance(error, gpiozero.GPIOPinInUse) else f"cannot be had ({error})"
            self._trouble = (
                f"bypass: GPIO{self._gpio} {words}; end the other program, or set call_path.bypass = false",
            )
