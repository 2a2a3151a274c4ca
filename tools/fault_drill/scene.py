"""A call on the virtual headset with the whole product around it, and a watch that tells what was noticed when."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from tools.demo import MOCK_PINS
from tools.fault_drill.ramp import ramp
from tools.virtual_headset import VirtualHeadset
from tools.virtual_headset.cards import GRAPH_RATE
from tools.virtual_headset.recorder import Recorder

_WELL = "cuelight: all is well again"


class Scene:
    """PipeWire, the linker, ``cuelight run`` on mock pins, and a call of ramps; a context manager."""

    def __init__(self, folder: Path, quantum: int = 1024) -> None:
        self.rig = VirtualHeadset(folder, quantum, records=True)
        self.said: list[tuple[float, str]] = []
        self._kiosk: subprocess.Popen[str] | None = None
        self._recorder: Recorder | None = None
        self._reader: threading.Thread | None = None

    def __enter__(self) -> Scene:
        self.rig.__enter__()
        try:
            self.start_kiosk()
            self.begin()
            tapped = [self.rig.wait_tapped(card) for card in ("pc.capture", "headset.capture")]
            assert all(tapped), "the kiosk has not opened its taps"
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill_kiosk()
        if self._recorder is not None:
            self._recorder.stop()
            self._recorder = None
        self.rig.__exit__(kind, error, trace)

    def begin(self) -> None:
        """The call begins: ramps on both sides, without an end."""
        self.rig.play(ramp(), GRAPH_RATE, endless=True)
        self.call()

    def call(self) -> None:
        """Record anew: the call itself goes on."""
        if self._recorder is not None:
            self._recorder.stop()
        self._recorder = self.rig.record()

    def start_kiosk(self) -> None:
        """Start ``cuelight run``, as systemd would."""
        words = [sys.executable, "-u", "-m", "firmware_app", "run", "--settings", str(self.rig.settings_file)]
        self._kiosk = subprocess.Popen(
            words, env=os.environ | MOCK_PINS, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        self._reader = threading.Thread(target=self._listen, args=(self._kiosk,), daemon=True)
        self._reader.start()

    def kill_kiosk(self) -> None:
        """Kill it outright; its readers end with it."""
        if self._kiosk is not None:
            self._kiosk.kill()
            self._kiosk.wait()
            self._kiosk = None
        if self._reader is not None:
            self._reader.join(timeout=2.0)

    @property
    def kiosk_pid(self) -> int:
        """Id of the kiosk's process."""
        assert self._kiosk is not None
        return self._kiosk.pid

    def signal_kiosk(self, number: signal.Signals) -> None:
        """Send the kiosk a signal."""
        os.kill(self.kiosk_pid, number)

    @property
    def heard_s(self) -> float:
        """How much of the call has been recorded so far."""
        assert self._recorder is not None
        return self._recorder.frames / GRAPH_RATE

    def wait(self, seconds: float) -> None:
        """Until so much of the call has been recorded."""
        assert self._recorder is not None
        self._recorder.wait(seconds)

    def recorded(self) -> NDArray[np.int16]:
        """Both channels of this call so far; ends its recording."""
        assert self._recorder is not None
        taken, self._recorder = self._recorder.stop(), None
        return taken

    def minute(self) -> NDArray[np.int16]:
        """A minute of the call, recorded anew: one recorder at a time, or they share what there is."""
        self.call()
        self.wait(60.0)
        return self.recorded()

    def noticed(self, since: float, timeout_s: float) -> float | None:
        """Seconds from ``since`` until the desk showed a fault; None: it did not."""
        return self._heard(since, timeout_s, lambda line: line != _WELL)

    def well(self, since: float, timeout_s: float) -> float | None:
        """Seconds from ``since`` until the desk was well again; None: it was not."""
        return self._heard(since, timeout_s, lambda line: line == _WELL)

    def _heard(self, since: float, timeout_s: float, right: Callable[[str], bool]) -> float | None:
        end = time.monotonic() + timeout_s
        while True:
            for at, line in list(self.said):
                if at >= since and right(line):
                    return at - since
            if time.monotonic() > end:
                return None
            time.sleep(0.01)

    def _listen(self, kiosk: subprocess.Popen[str]) -> None:
        assert kiosk.stderr is not None
        for line in kiosk.stderr:
            self.said.append((time.monotonic(), line.rstrip("\n")))
        kiosk.stderr.close()
