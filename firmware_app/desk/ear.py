"""A new cue as a soft tone in the agent's ear, for those who cannot watch lights. Off unless it is asked for."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path

from firmware_app.desk.face import Face, Readings, Status
from firmware_app.facts import Press

DEVICE = "ear_cue"
_PROGRAM = Path(__file__).with_name("ear_tone.py")
_END_S = 1.0
_STUCK_S = 3.0
"""A tone that has not ended after so long waits for a headset that is gone."""


class EarCue:
    """A desk that sounds. A tone that cannot be played is no fault: the lights tell the same."""

    def __init__(self, dbfs: float, device: str = DEVICE) -> None:
        """``dbfs``: peak of the tone. ``device``: the ALSA PCM that leads into the ear."""
        self._words = [sys.executable, "-P", str(_PROGRAM), device, f"{dbfs:g}"]
        self._process: subprocess.Popen[bytes] | None = None
        self._cue: str | None = None
        self._sounding_since: float | None = None

    def show(self, face: Face, t: float, readings: Readings) -> None:  # noqa: ARG002  a tone has no rhythm
        """Sounds once where a cue has come that was not there before."""
        cue = None if face.status is Status.LIGHTS_OFF else face.cue
        if cue is not None and cue != self._cue:
            self._sound()
        self._cue = cue

    def presses(self) -> tuple[Press, ...]:
        """None: an ear has no button."""
        return ()

    def close(self) -> None:
        """Ends the process; never waits for a device."""
        if self._process is not None:
            with contextlib.suppress(OSError):
                if self._process.stdin is not None:
                    self._process.stdin.close()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_END_S)
            self._process.kill()
            self._process.wait()
            if self._process.stdout is not None:
                self._process.stdout.close()
            self._process = None
            self._sounding_since = None

    def _ended(self) -> bool:
        """Whether the process has told that its last tone is over."""
        if self._process is None or self._process.stdout is None:
            return True
        with contextlib.suppress(OSError):
            return bool(os.read(self._process.stdout.fileno(), 64))
        return False

    def _sound(self) -> None:
        now = time.monotonic()
        if self._ended():
            self._sounding_since = None
        if self._sounding_since is not None and now - self._sounding_since < _STUCK_S:
            return  # one tone says enough
        if self._process is None or self._process.poll() is not None or self._sounding_since is not None:
            self.close()
            self._process = subprocess.Popen(
                self._words,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                bufsize=0,
                start_new_session=True,
            )
            assert self._process.stdout is not None
            os.set_blocking(self._process.stdout.fileno(), False)
        self._sounding_since = now
        with contextlib.suppress(OSError):  # it has just died: the next cue starts it anew
            if self._process.stdin is not None:
                self._process.stdin.write(b"!")
