"""What a running kiosk leaves behind, by its system calls and by its files: the logbook, and no sound."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from firmware_app.audio import SAMPLE_RATE, Recording
from firmware_app.logbook import opened, read_calls
from firmware_app.share import shared_file
from tools.demo import MOCK_PINS
from tools.virtual_headset import VirtualHeadset

pytestmark = pytest.mark.pipewire

_SOCKET = re.compile(r"socket\((\w+)")
_OPENED = re.compile(r'open(?:at)?\((?:AT_FDCWD, )?"([^"]+)", ([A-Z_|]+)')
_HARMLESS = re.compile(r"^(/dev/|/proc/|/sys/)")
_WINDOW = SAMPLE_RATE // 4
_ALIKE = 0.8
_MEMORY_BACKED = ("/dev/shm", "/run")


@dataclass(frozen=True)
class Run:
    """A kiosk that heard a call. ``files``: all that it left, or had open to write, by path."""

    trace: str
    state: Path
    files: dict[Path, bytes]
    heard: NDArray[np.float64]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """``cuelight run`` under strace while it hears twenty seconds of the demo call, and the call's end."""
    work = tmp_path_factory.mktemp("trace")
    log, state = work / "strace.log", work / "state"
    blocks = Recording(shared_file("demo_call.ogg")).blocks()
    call = np.concatenate([np.stack((b.caller, b.agent), axis=1) for b in blocks])
    call = call[31 * SAMPLE_RATE : 51 * SAMPLE_RATE]
    began = time.time()
    with VirtualHeadset(work / "pw", settings="[conversation]\ncall_end_s = 5.0") as headset:
        words = [sys.executable, "-m", "firmware_app", "run", "--settings", str(headset.settings_file)]
        environment = os.environ | headset.environment | MOCK_PINS
        environment |= {"PYTHONDONTWRITEBYTECODE": "1", "STATE_DIRECTORY": str(state)}
        watched = "trace=network,open,openat,creat,write,pwrite64,rename,renameat,renameat2,memfd_create"
        strace = ["strace", "-f", "-qq", "-s", "200", "-e", watched, "-o", str(log)]
        kiosk = subprocess.Popen([*strace, *words], env=environment, cwd=work)
        try:
            assert headset.wait_tapped("pc.capture", 60.0)
            assert headset.wait_tapped("headset.capture", 60.0)
            headset.play(call, SAMPLE_RATE)
            time.sleep(28.0)
            assert kiosk.poll() is None
            files = _files(began, work, log)
        finally:
            for child in Path(f"/proc/{kiosk.pid}/task/{kiosk.pid}/children").read_text().split():
                os.kill(int(child), signal.SIGTERM)  # strace's child is the kiosk
            try:
                kiosk.wait(20.0)
            except subprocess.TimeoutExpired:
                kiosk.send_signal(signal.SIGKILL)
    files |= _files(began, work, log)
    return Run(log.read_text(encoding="utf-8", errors="replace"), state, files, call.astype(np.float64))


def _files(began: float, work: Path, log: Path) -> dict[Path, bytes]:
    """Every file that has been written since, where the kiosk might have: its folder, and what lies in memory."""
    found = {}
    for folder in (work / "state", *map(Path, _MEMORY_BACKED)):
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink() and path.stat().st_mtime >= began - 1.0:
                found[path] = path.read_bytes()
    for name in _written(log.read_text(encoding="utf-8", errors="replace")):
        path = work / name
        if path.is_file():
            found[path] = path.read_bytes()
    return found


def _written(trace: str) -> set[str]:
    return {
        name
        for name, flags in _OPENED.findall(trace)
        if {"O_WRONLY", "O_RDWR", "O_CREAT"} & set(flags.split("|")) and not _HARMLESS.match(name)
    }


def test_it_opens_no_network_socket(run: Run) -> None:
    assert set(_SOCKET.findall(run.trace)) == {"AF_UNIX"}  # PipeWire's own; without it the trace has seen nothing
    assert "listen(" not in run.trace


def test_it_writes_the_logbook_and_nothing_else(run: Run) -> None:
    assert any("anger.tflite" in name for name, _ in _OPENED.findall(run.trace))  # the trace sees what is opened
    assert {str(Path(name)) for name in _written(run.trace)} == {
        str(run.state / f"logbook.db{side}")
        for side in ("", "-wal", "-shm", "-journal")  # the last while it is made
    }
    with opened(run.state / "logbook.db") as file:
        (call,) = read_calls(file)
    assert call.call.length_s > 10.0


def test_no_window_of_the_sound_is_in_any_file(run: Run) -> None:
    assert run.state / "logbook.db" in run.files
    for path, data in run.files.items():
        assert not _sounds_in(data, run.heard), path


def test_the_search_finds_sound_however_it_is_kept(run: Run) -> None:
    """The judge itself: each way of keeping a quarter of a second of either side is found."""
    rubbish = np.random.default_rng(1).bytes(5001)
    for side in (0, 1):
        window = run.heard[8 * SAMPLE_RATE : 9 * SAMPLE_RATE, side]
        for rate, (dtype, scale) in [(r, d) for r in (1, 2) for d in _KEPT_AS.items()]:
            kept = (window[::rate] * scale).astype(dtype).tobytes()
            assert _sounds_in(rubbish + kept + rubbish, run.heard), (side, rate, dtype)


_KEPT_AS = {"<i2": 32767.0, "<f4": 1.0, "i1": 127.0}


def _sounds_in(data: bytes, heard: NDArray[np.float64]) -> bool:
    """Whether a loud window of either side, at this rate or half of it, lies in ``data`` as 8, 16 bits or floats."""
    for kind in _KEPT_AS:
        for offset in range(np.dtype(kind).itemsize):
            whole = (len(data) - offset) // np.dtype(kind).itemsize * np.dtype(kind).itemsize
            with np.errstate(invalid="ignore"):
                kept = np.nan_to_num(np.frombuffer(data[offset : offset + whole], dtype=kind).astype(np.float64))
            if kind == "<f4":
                kept = np.clip(kept, -1.0, 1.0)  # what is no sound is any number
            if any(_holds(kept, window) for window in _windows(heard)):
                return True
    return False


def _windows(heard: NDArray[np.float64]) -> Iterator[NDArray[np.float64]]:
    for side in (0, 1):
        for start in range(0, len(heard) - _WINDOW, _WINDOW):
            window = heard[start : start + _WINDOW, side]
            if np.std(window) > 0.02:
                yield window
                yield window[::2]


def _holds(kept: NDArray[np.float64], window: NDArray[np.float64]) -> bool:
    """Whether some stretch goes with the window, as a whole and sample by sample.

    Two spikes in rubbish may go with a window that has two: most of a window's signs cannot by chance.
    """
    n = len(window)
    if len(kept) < n:
        return False
    even = (window - window.mean()) / (window.std() * n)
    size = 1 << (len(kept) + n).bit_length()
    product = np.fft.irfft(np.fft.rfft(kept, size) * np.conj(np.fft.rfft(even, size)), size)[: len(kept) - n + 1]
    sums = np.concatenate(([0.0], np.cumsum(kept)))
    squares = np.concatenate(([0.0], np.cumsum(kept**2)))
    mean = (sums[n:] - sums[:-n]) / n
    spread = np.sqrt(np.maximum((squares[n:] - squares[:-n]) / n - mean**2, 1e-12))
    alike = np.abs(product) / np.maximum(spread, 1e-6)
    at = int(np.argmax(alike))
    if alike[at] <= _ALIKE:
        return False
    loud = np.abs(even) > 0.5 / n
    signs = np.sign(kept[at : at + n] - mean[at])[loud] * np.sign(even[loud])
    return bool(abs(np.mean(signs)) > _ALIKE)
