"""What the device must never do: hear the agent's feelings, keep sound, open a socket."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from firmware_app.audio import SAMPLE_RATE, Block, Recording, Samples
from firmware_app.facts import Anger, Fact, Music, Speech
from firmware_app.hearing import Hearing, Models, load_models
from firmware_app.hearing.runtime import Network
from firmware_app.settings import HearingSettings
from firmware_app.share import shared_file
from tools.virtual_headset import VirtualHeadset

BLOCK = 8_000


def demo_call() -> tuple[Samples, Samples]:
    blocks = list(Recording(shared_file("demo_call.ogg")).blocks())
    return np.concatenate([b.caller for b in blocks]), np.concatenate([b.agent for b in blocks])


class CountedNetwork(Network):
    """The real network, its calls counted."""

    def __init__(self, path: Path) -> None:
        self.calls = 0
        super().__init__(path)
        self.calls = 0  # the one at loading is none of a voice

    def __call__(self, values: NDArray[np.floating]) -> NDArray[np.float32]:  # type: ignore[type-arg]
        self.calls += 1
        return super().__call__(values)


def heard(caller: Samples, agent: Samples) -> tuple[list[Fact], int]:
    """All facts of a call, and how often the anger model was asked."""
    anger = CountedNetwork(shared_file("models/anger.tflite"))
    shipped = load_models(HearingSettings())
    hearing = Hearing(HearingSettings(), Models(anger, shipped.pace, shipped.voice))
    facts: list[Fact] = []
    for start in range(0, len(caller), BLOCK):
        facts += hearing.hear(Block(start, caller[start : start + BLOCK], agent[start : start + BLOCK]))
    return facts, anger.calls


def test_an_angry_voice_on_the_agents_line_never_reaches_the_anger_model() -> None:
    angry, _ = demo_call()
    facts, asked = heard(angry, np.zeros_like(angry))
    assert asked > 20  # on the caller's line this voice is judged,
    assert any(isinstance(fact, Anger) for fact in facts)
    facts, asked = heard(np.zeros_like(angry), angry)
    assert asked == 0  # and on the agent's line it is not
    assert not any(isinstance(fact, Anger) for fact in facts)
    assert any(isinstance(fact, Speech) for fact in facts)  # although it was heard


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.0, 0.001, 0.1, 1.0]))
def test_whatever_the_agent_does_the_anger_readings_are_the_same(seed: int, loudness: float) -> None:
    caller, agent = (line[30 * SAMPLE_RATE : 42 * SAMPLE_RATE] for line in demo_call())
    noise = (loudness * np.random.default_rng(seed).standard_normal(len(agent))).astype(np.float32)

    def feelings(line: Samples) -> list[Fact]:
        return [fact for fact in heard(caller, line)[0] if isinstance(fact, Anger | Music)]

    assert feelings(agent)
    assert feelings(agent + noise) == feelings(agent)


_SOCKET = re.compile(r"socket\((\w+)")
_OPENED = re.compile(r'open(?:at)?\((?:AT_FDCWD, )?"([^"]+)", ([A-Z_|]+)')
_HARMLESS = re.compile(r"^(/dev/|/proc/|/sys/)")


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> str:
    """System calls of ``cuelight run`` while it hears ten seconds of the demo call through the virtual headset."""
    work = tmp_path_factory.mktemp("trace")
    log = work / "strace.log"
    caller, agent = (line[20 * SAMPLE_RATE : 30 * SAMPLE_RATE] for line in demo_call())
    with VirtualHeadset(work / "pw") as headset:
        environment = os.environ | headset.environment
        environment |= {"GPIOZERO_PIN_FACTORY": "mock", "GPIOZERO_MOCK_PIN_CLASS": "mockpwmpin"}
        environment |= {"PYTHONDONTWRITEBYTECODE": "1"}
        command = ["strace", "-f", "-qq", "-s", "200", "-e", "trace=network,open,openat,creat,write,pwrite64"]
        kiosk = subprocess.Popen(
            [*command, "-o", str(log), sys.executable, "-m", "firmware_app", "run"], env=environment, cwd=work
        )
        try:
            assert headset.wait_tapped("pc.capture", 60.0)
            assert headset.wait_tapped("headset.capture", 60.0)
            headset.play(np.stack([caller, agent], axis=1), SAMPLE_RATE)
            time.sleep(11.0)
            assert kiosk.poll() is None
        finally:
            for child in Path(f"/proc/{kiosk.pid}/task/{kiosk.pid}/children").read_text().split():
                os.kill(int(child), signal.SIGTERM)  # strace's child is the kiosk
            try:
                kiosk.wait(20.0)
            except subprocess.TimeoutExpired:
                kiosk.send_signal(signal.SIGKILL)
    return log.read_text(encoding="utf-8", errors="replace")


def test_a_running_kiosk_opens_no_network_socket(trace: str) -> None:
    families = set(_SOCKET.findall(trace))
    assert families == {"AF_UNIX"}  # PipeWire's own; without it the trace has seen nothing
    assert "listen(" not in trace


def test_a_running_kiosk_writes_nothing_to_disk(trace: str) -> None:
    opened = _OPENED.findall(trace)
    assert any("anger.tflite" in name for name, _ in opened)  # the trace sees what is opened
    writable = {
        name
        for name, flags in opened
        if {"O_WRONLY", "O_RDWR", "O_CREAT"} & set(flags.split("|")) and not _HARMLESS.match(name)
    }
    assert writable == set()
