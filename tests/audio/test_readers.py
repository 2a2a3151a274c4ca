"""Readers as processes: they end with us, die alone, print nothing, and their ring holds one second."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from firmware_app.audio import SAMPLE_RATE, Headset, Samples
from firmware_app.audio import reader as reader_module
from firmware_app.audio.reader import Heard, Reader
from firmware_app.audio.timeline import START_S
from firmware_app.facts import Side
from firmware_app.settings import AudioSettings
from tests.audio.processes import alive, children
from tests.audio.sounds import both, lag, noise, until
from tools.virtual_headset import VirtualHeadset

pytestmark = pytest.mark.pipewire

Opener = Callable[..., Headset]

LISTENER = """
from firmware_app.audio import Headset
from firmware_app.settings import AudioSettings
headset = Headset(AudioSettings({settings}))
for number, block in enumerate(headset.blocks()):
    print(number, flush=True)
    if number == {blocks}:
        headset.close()
"""


def listener(blocks: int, settings: str = "") -> subprocess.Popen[str]:
    """Another process that opens a headset, prints a line a block, and closes it after so many."""
    program = LISTENER.format(blocks=blocks, settings=settings)
    words = [sys.executable, "-c", program]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_until(condition: Callable[[], bool], seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.02)
    return condition()


@pytest.fixture
def reader(cards: VirtualHeadset) -> Iterator[Reader]:
    """With a pipe of one page, 0.1 s, which cannot stand in for the ring."""
    with closing(Reader("caller_tap", channels=1, pipe_bytes=4096)) as listening:
        yield listening


def fetched(reader: Reader, frames: int) -> Samples:
    """So many frames at least, as float32."""
    parts: list[Samples] = []
    while sum(map(len, parts)) < frames:
        records, why = reader.drain()
        assert why is None
        parts += [record.samples[:, 0] / np.float32(32768) for record in records if isinstance(record, Heard)]
        time.sleep(0.01)
    return np.concatenate(parts)


@pytest.mark.parametrize(("stall_s", "lost_s"), [(0.9, 0.0), (2.5, 1.4)])
def test_the_ring_holds_one_second_for_a_reader_that_stalls(
    cards: VirtualHeadset, reader: Reader, stall_s: float, lost_s: float
) -> None:
    sound = noise(10.0, 48_000)
    cards.play(np.repeat(sound, 2, axis=1), 48_000)
    before = fetched(reader, SAMPLE_RATE)
    time.sleep(stall_s)  # what stands between the ring and us holds 0.1 s, so the reader stalls with us
    after = fetched(reader, 2 * SAMPLE_RATE)
    played = sound[::3, 0]  # 48 kHz to 16 kHz; it holds nothing above 3.4 kHz
    half = SAMPLE_RATE // 2
    passed = lag(after[-half:], played) - lag(before[-half:], played)
    assert (passed - len(after)) / SAMPLE_RATE == pytest.approx(lost_s, abs=0.15)


def test_nothing_is_left_of_the_readers_when_it_is_closed(cards: VirtualHeadset, opened: Opener) -> None:
    headset = opened()
    until(headset.blocks(), both)
    readers = children()
    assert len(readers) == 2
    headset.close()
    headset.close()
    assert children() == []
    assert not any(alive(pid) for pid in readers)
    assert list(headset.blocks()) == []


def test_closing_does_not_wait_for_a_read_that_never_returns(cards: VirtualHeadset, opened: Opener) -> None:
    headset = opened()
    stream = headset.blocks()
    until(stream, both)
    for card in ("pc.capture", "headset.capture"):
        cards.remove_card(card)
    until(stream, lambda block: block.lost == frozenset(Side))
    assert len(children()) == 2  # both still wait in read()
    headset.close()
    assert children() == []


def test_closing_while_the_daemon_hangs(cards: VirtualHeadset, opened: Opener) -> None:
    headset = opened(retry_s=0.2)
    stream = headset.blocks()
    until(stream, both)
    with cards.daemon_stopped():
        until(stream, lambda block: block.lost == frozenset(Side))
        headset.close()
        assert children() == []
        late = opened()  # to open one does not wait either
        until(late.blocks(), lambda block: block.lost == frozenset(Side))
        late.close()
        assert children() == []


def test_readers_end_with_a_kiosk_that_is_killed(cards: VirtualHeadset) -> None:
    cards.remove_card("pc.capture")  # so that one of them waits in read()
    kiosk = listener(blocks=-1)
    try:
        assert wait_until(lambda: len(children(kiosk.pid)) == 2)
        assert cards.wait_tapped("headset.capture")
        readers = children(kiosk.pid)
    finally:
        kiosk.kill()
        kiosk.communicate()
    assert wait_until(lambda: not any(alive(pid) for pid in readers))


@pytest.mark.parametrize("settings", ["", "caller_device='nonesuch'"])
def test_nothing_is_printed(cards: VirtualHeadset, settings: str) -> None:
    out, err = listener(blocks=60, settings=settings).communicate(timeout=60)
    assert err == ""
    assert len(out.splitlines()) >= 61


def test_a_reader_that_is_killed_is_a_fault_and_is_started_again(cards: VirtualHeadset, opened: Opener) -> None:
    headset = opened(retry_s=0.2)
    stream = headset.blocks()
    until(stream, both)
    before = set(children())
    os.kill(min(before), signal.SIGKILL)
    until(stream, lambda block: len(block.lost) == 1)
    (line,) = headset.faults.values()
    assert "_tap: its reader died (SIGKILL)" in line
    until(stream, both)
    assert len(before & set(children())) == 1  # the other one went on
    assert sum(tally.returned for tally in headset.tally.values()) == 1


def test_a_reader_that_hangs_is_replaced(cards: VirtualHeadset, opened: Opener) -> None:
    headset = opened(retry_s=0.2)
    stream = headset.blocks()
    until(stream, both)
    hung = min(children())
    os.kill(hung, signal.SIGSTOP)
    until(stream, lambda block: len(block.lost) == 1)
    until(stream, both)
    assert hung not in children()


def test_readers_that_start_slowly_are_given_the_time_they_need(
    cards: VirtualHeadset, opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Longer than `START_S`, as on a machine with much else to do: the first ones are ended, the next ones are not."""
    (tmp_path / "sitecustomize.py").write_text(f"import time\ntime.sleep({START_S + 1.0})\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    headset = opened(retry_s=0.2)
    first = set(children())
    until(headset.blocks(), both)
    assert not first & set(children())


def test_it_may_be_closed_from_a_signal_handler_at_any_moment() -> None:
    for wait_s in (0.001, 0.02, 0.031, 0.05, 0.1, 0.3):
        headset = Headset(AudioSettings(caller_device="nonesuch", agent_device="nonesuch", retry_s=0.2))
        before = signal.signal(signal.SIGALRM, lambda *_: headset.close())  # noqa: B023 - it rings in this round
        try:
            signal.setitimer(signal.ITIMER_REAL, wait_s)
            for _ in headset.blocks():
                pass
        finally:
            signal.signal(signal.SIGALRM, before)
        assert children() == []


@pytest.mark.parametrize(
    ("ending", "why"),
    [
        ("os.close(1); time.sleep(60)", "has stopped"),
        ("os.write(2, b'oh'); os.close(1); time.sleep(60)", "has stopped: oh"),
        ("sys.exit(3)", "died (exit 3)"),
        ("os.kill(os.getpid(), signal.SIGKILL)", "died (SIGKILL)"),
        ("os.kill(os.getpid(), signal.SIGRTMIN + 1)", f"died (signal {signal.SIGRTMIN + 1})"),
    ],
)
def test_however_a_reader_ends_it_is_a_fault_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str, why: str
) -> None:
    tap = tmp_path / "tap.py"
    tap.write_text(f"import os, signal, sys, time\n{ending}\n", encoding="utf-8")
    monkeypatch.setattr(reader_module, "_TAP", tap)
    with closing(Reader("caller_tap", channels=1)) as listening:
        ends: list[str] = []

        def ended() -> bool:
            _, line = listening.drain()
            ends.extend([] if line is None else [line])
            return bool(ends)

        assert wait_until(ended)
    assert ends[0] == f"caller_tap: its reader {why}"
