"""Cards of every rate, mono and stereo: what comes in on the one goes out of the other, as loud and as high.

Here a card is a FIFO that the daemon reads or writes at the card's own rate, so that its resampling is really done.
"""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from firmware_app.call_path.configuration import pipewire_conf
from firmware_app.call_path.health import read_health
from firmware_app.call_path.wiring import Topology, wiring

pytestmark = pytest.mark.pipewire

CALLER_HZ, AGENT_HZ, LEVEL = 440.0, 1000.0, 0.3
Format = tuple[int, int]
"""Rate and channels."""


def module(name: str, mode: str, fifo: Path, rate: int, channels: int) -> str:
    position = "MONO" if channels == 1 else "FL FR"
    return (
        f'    {{ name = libpipewire-module-pipe-tunnel args = {{ tunnel.mode = {mode}  pipe.filename = "{fifo}"\n'
        f"        audio.format = S16LE  audio.rate = {rate}  audio.channels = {channels}  "
        f"audio.position = [ {position} ]\n"
        f'        stream.props = {{ node.name = "{name}"  node.pause-on-idle = false  node.always-process = true\n'
        "          adapter.auto-port-config = { mode = dsp  monitor = false  position = preserve } } } }\n"
    )


@contextmanager
def running(folder: Path, pc: Format, headset: Format) -> Iterator[Mapping[str, Path]]:
    """The daemon with FIFO cards of these formats, and the linker; the FIFOs by their nodes' names."""
    modes = {"pc.capture": "source", "pc.playback": "sink", "headset.capture": "source", "headset.playback": "sink"}
    fifos = {name: folder / name for name in modes}
    text = ""
    for name, mode in modes.items():
        os.mkfifo(fifos[name])
        text += module(name, mode, fifos[name], *(pc if name.startswith("pc") else headset))
    conf = pipewire_conf({}, wiring(Topology.BRIDGE_CARDS).call, 1024, "a test", text)
    (folder / "pipewire.conf").write_text(conf)
    (folder / "cuelight.toml").write_text('[call_path]\ntopology = "bridge-cards"\n')
    folder.chmod(0o700)
    environment = os.environ | {"XDG_RUNTIME_DIR": str(folder), "PIPEWIRE_RUNTIME_DIR": str(folder)}
    commands = (
        ["pipewire", "-c", str(folder / "pipewire.conf")],
        [sys.executable, "-m", "firmware_app", "link", "--settings", str(folder / "cuelight.toml")],
    )
    quiet = subprocess.DEVNULL
    processes = [subprocess.Popen(words, env=environment, stdout=quiet, stderr=quiet) for words in commands]
    try:
        yield fifos
    finally:
        for process in processes:
            process.kill()
            process.wait()


def tone(hz: float, seconds: float, rate: int, channels: int) -> bytes:
    t = np.arange(round(seconds * rate)) / rate
    wave = np.repeat((LEVEL * 32767 * np.sin(2 * np.pi * hz * t))[:, None], channels, axis=1)
    return wave.astype("<i2").tobytes()


def fed(fifo: Path, data: bytes, ended: threading.Event) -> None:
    fd = os.open(fifo, os.O_RDWR | os.O_NONBLOCK)  # for writing alone it would wait for a daemon that is gone
    at = 0
    while not ended.is_set():
        if select.select([], [fd], [], 0.1)[1]:
            at += os.write(fd, data[at : at + 4096])
            at %= len(data)
    os.close(fd)


def heard(fifo: Path, seconds: float, rate: int, channels: int) -> NDArray[np.float64]:
    """The first channel, once something sounds."""
    fd = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
    got, end = bytearray(), time.monotonic() + 15.0
    wanted = round(seconds * rate) * 2 * channels
    while len(got) < wanted and time.monotonic() < end:
        if select.select([fd], [], [], 0.1)[0]:
            chunk = os.read(fd, 65_536)
            got += chunk if got or any(chunk) else b""
            if not chunk:
                time.sleep(0.02)
    os.close(fd)
    frames = np.frombuffer(bytes(got[: len(got) // (2 * channels) * 2 * channels]), "<i2").reshape(-1, channels)
    return frames[:, 0] / 32767.0


def tone_of(sound: NDArray[np.float64], rate: int) -> tuple[float, float]:
    """Frequency in Hz and amplitude of the strongest tone."""
    window = np.hanning(len(sound))
    spectrum = np.abs(np.fft.rfft(sound * window)) * 2 / window.sum()
    return float(np.argmax(spectrum) * rate / len(sound)), float(spectrum.max())


@pytest.mark.parametrize(
    ("pc", "headset"),
    [
        ((8_000, 1), (48_000, 2)),
        ((16_000, 1), (44_100, 2)),
        ((44_100, 2), (16_000, 1)),
        ((48_000, 2), (8_000, 1)),
        ((48_000, 2), (48_000, 1)),
        ((16_000, 2), (16_000, 2)),
    ],
)
def test_both_directions_pass_at_every_rate(
    tmp_path_factory: pytest.TempPathFactory, pc: Format, headset: Format
) -> None:
    folder, ended = tmp_path_factory.mktemp("pw"), threading.Event()
    with running(folder, pc, headset) as fifos:
        end = time.monotonic() + 10.0
        while not (read_health(folder).watched and not read_health(folder).problems) and time.monotonic() < end:
            time.sleep(0.05)
        assert read_health(folder).problems == ()
        feeders = [
            threading.Thread(target=fed, args=(fifos["pc.capture"], tone(CALLER_HZ, 1.0, *pc), ended)),
            threading.Thread(target=fed, args=(fifos["headset.capture"], tone(AGENT_HZ, 1.0, *headset), ended)),
        ]
        for feeder in feeders:
            feeder.start()
        try:
            ear = heard(fifos["headset.playback"], 2.0, *headset)
            line = heard(fifos["pc.playback"], 2.0, *pc)
        finally:
            ended.set()
            for feeder in feeders:
                feeder.join()
    for sound, rate, hz in ((ear, headset[0], CALLER_HZ), (line, pc[0], AGENT_HZ)):
        frequency, level = tone_of(sound[-rate:], rate)
        assert frequency == pytest.approx(hz, abs=2.0)
        assert level == pytest.approx(LEVEL, rel=0.15)
