"""A new cue as a soft tone in the agent's ear, for those who cannot watch lights. Off unless it is asked for."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

from firmware_app.desk.face import Face, Readings, Status

DEVICE = "ear_cue"
_PROGRAM = Path(__file__).with_name("ear_tone.py")
_END_S = 1.0


class EarCue:
    """A desk that sounds. A tone that cannot be played is no fault: the lights tell the same."""

    def __init__(self, dbfs: float, device: str = DEVICE) -> None:
        """``dbfs``: peak of the tone. ``device``: the ALSA PCM that leads into the ear."""
        self._words = [sys.executable, "-P", str(_PROGRAM), device, f"{dbfs:g}"]
        self._process: subprocess.Popen[bytes] | None = None
        self._cue: str | None = None

    def show(self, face: Face, t: float, readings: Readings) -> None:  # noqa: ARG002  a tone has no rhythm
        """Sounds once where a cue has come that was not there before."""
        cue = None if face.status is Status.LIGHTS_OFF else face.cue
        if cue is not None and cue != self._cue:
            self._sound()
        self._cue = cue

    def presses(self) -> tuple[float, ...]:
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
            self._process = None

    def _sound(self) -> None:
        if self._process is None or self._process.poll() is not None:
            self.close()
            quiet = subprocess.DEVNULL
            self._process = subprocess.Popen(
                self._words, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, bufsize=0, start_new_session=True
            )
        with contextlib.suppress(OSError):  # it has just died: the next cue starts it anew
            if self._process.stdin is not None:
                self._process.stdin.write(b"!")
