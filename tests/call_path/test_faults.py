"""Every fault struck on the real daemon with virtual cards: what of the call is lost, to the sample, and what is told.

A busy machine may skip a cycle of its own, so a drill that costs what it must not is run once more.
"""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from firmware_app.call_path.daemon import join
from firmware_app.call_path.health import read_health
from tests.audio.processes import alive, children
from tools.fault_drill.drills import DRILLS, Outcome, daemon_death, run
from tools.fault_drill.ramp import PERIOD, Gap, crossed, gaps, ramp
from tools.fault_drill.scene import Scene
from tools.virtual_headset import VirtualHeadset

pytestmark = pytest.mark.pipewire

CARDS = ("pc.capture", "pc.playback", "headset.capture", "headset.playback")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with Scene(tmp_path_factory.mktemp("pw")) as acted:
        yield acted


@pytest.fixture
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualHeadset]:
    with VirtualHeadset(tmp_path_factory.mktemp("pw"), records=True) as virtual:
        yield virtual


def spared(name: str, outcome: Outcome) -> bool:
    """Whether the directions that the fault must not touch have lost nothing."""
    return all(lost == 0 for direction, lost in outcome.lost.items() if direction not in DRILLS[name].cuts)


@pytest.mark.parametrize("name", DRILLS)
def test_a_fault_costs_the_call_nothing_that_it_need_not(scene: Scene, name: str) -> None:
    outcome = run(scene, DRILLS[name])
    if not spared(name, outcome):
        outcome = run(scene, DRILLS[name])
    assert spared(name, outcome), outcome
    assert not outcome.crossed
    if DRILLS[name].shown:
        assert outcome.noticed_s is not None, "the desk did not show it"
        assert outcome.well_s is not None, "the desk was not well again"
    # it is over when its cause is: what was cut is joined again
    assert scene.rig.wait_whole()
    assert scene.rig.wait_tapped("pc.capture")
    assert scene.rig.wait_tapped("headset.capture")


def test_the_daemons_death_is_over_within_two_seconds_and_the_same_kiosk_hears_again(scene: Scene) -> None:
    kiosk = scene.kiosk_pid
    outcome = daemon_death(scene)
    assert max(outcome.lost.values()) < 2 * 48_000
    assert outcome.noticed_s is not None
    assert outcome.well_s is not None
    assert not outcome.crossed
    assert scene.kiosk_pid == kiosk
    assert alive(kiosk)


def test_cards_come_and_go_in_every_order_and_the_call_is_whole_each_time(rig: VirtualHeadset) -> None:
    rig.play(ramp(), 48_000, endless=True)
    for order in itertools.permutations(CARDS):
        for card in order:
            rig.remove_card(card)
        for card in reversed(order) if order[0] < order[1] else order:
            rig.add_card(card)
        assert rig.wait_whole(), order
    recorder = rig.record()
    recorder.wait(0.5)
    heard = recorder.stop()
    assert not crossed(heard[-9600:, 0], heard[-9600:, 1])
    assert "cut:" not in rig.linker_log


def test_a_card_that_comes_and_goes_fifty_times_leaves_nothing_behind(rig: VirtualHeadset) -> None:
    descriptors = len(os.listdir(f"/proc/{rig.daemon_pid}/fd"))  # noqa: PTH208
    for _ in range(50):
        rig.remove_card("headset.playback")
        rig.add_card("headset.playback")
        assert rig.wait_whole()
    assert len(os.listdir(f"/proc/{rig.daemon_pid}/fd")) <= descriptors + 4  # noqa: PTH208


def test_the_microphone_in_the_ear_is_cut_and_told(rig: VirtualHeadset) -> None:
    graph = rig.graph
    microphone, ear = graph.node("headset.capture"), graph.node("headset.playback")
    assert join(graph.outputs(microphone)[0].id, graph.inputs(ear)[0].id)
    assert logged(rig, "cut: headset.capture must not be joined to headset.playback")
    assert rig.wait_unwired("headset.capture", "headset.playback")
    assert rig.wait_whole()


def test_a_strangers_recording_is_cut_off(rig: VirtualHeadset, tmp_path: Path) -> None:
    ports = "{ node.name = stranger  adapter.auto-port-config = { mode = dsp monitor = false position = preserve } }"
    words = ["pw-record", "--target", "0", "-P", ports, "--channels", "1", str(tmp_path / "stolen.wav")]
    stranger = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert rig.wait_node("stranger")
        out = rig.graph.outputs(rig.graph.node("pc.capture"))[0]
        into = rig.graph.inputs(rig.graph.node("stranger"))[0]
        assert join(out.id, into.id)
        assert logged(rig, "cut: pc.capture must not be joined to stranger")
        assert rig.wait_unwired("pc.capture", "stranger")
    finally:
        stranger.kill()
        stranger.wait()


def test_a_daemon_that_hangs_is_told_though_its_links_are_there(rig: VirtualHeadset) -> None:
    folder = Path(rig.environment["PIPEWIRE_RUNTIME_DIR"])
    assert told(folder, lambda problems: not problems)
    with rig.daemon_stopped():
        assert told(folder, lambda problems: any("hangs" in line for line in problems))
    assert told(folder, lambda problems: not problems)


def test_a_daemon_that_goes_on_hanging_is_ended_so_that_systemd_starts_another(rig: VirtualHeadset) -> None:
    daemon = rig.daemon_pid
    assert told(Path(rig.environment["PIPEWIRE_RUNTIME_DIR"]), lambda problems: not problems)
    os.kill(daemon, signal.SIGSTOP)
    end = time.monotonic() + 15.0
    while alive(daemon) and time.monotonic() < end:
        time.sleep(0.05)
    assert not alive(daemon)
    rig.kill_daemon()
    rig.start_daemon()
    assert rig.wait_whole()


def told(folder: Path, right: object) -> bool:
    end = time.monotonic() + 10.0
    while time.monotonic() < end:
        state = read_health(folder)
        if state.watched and right(state.problems):  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


def logged(rig: VirtualHeadset, line: str) -> bool:
    end = time.monotonic() + 10.0
    while line not in rig.linker_log and time.monotonic() < end:
        time.sleep(0.02)
    return line in rig.linker_log


def test_a_linker_whose_loop_hangs_costs_the_call_nothing(rig: VirtualHeadset) -> None:
    """Not stopped by a signal: it spins for ever in its own loop."""
    rig.kill_linker()
    program = (
        "import sys; from pathlib import Path; from firmware_app.call_path import *\n"
        "def spin(*_):\n    while True: pass\n"
        "Linker(wiring(Topology.BRIDGE_CARDS), CardKeeper(()), Path(sys.argv[1]), spin).run()\n"
    )
    hung = subprocess.Popen([sys.executable, "-c", program, rig.environment["PIPEWIRE_RUNTIME_DIR"]])
    try:
        lost = []
        for _ in range(2):  # once more where the machine skipped a cycle of its own
            recorder = rig.record()
            player = rig.play(ramp(), 48_000, endless=True)
            recorder.wait(2.0)
            player.stop()
            heard = recorder.stop()
            lost = [gaps(heard[:90_000, channel], heard[:90_000, 2]) for channel in (0, 1)]
            if lost == [[], []]:
                break
        assert lost == [[], []]
        assert read_health(Path(rig.environment["PIPEWIRE_RUNTIME_DIR"])).watched is False
    finally:
        hung.kill()
        hung.wait()


def test_a_linker_that_is_told_to_end_leaves_the_call_and_no_process(rig: VirtualHeadset) -> None:
    rig.kill_linker()
    linker = rig.start_linker()
    end = time.monotonic() + 10.0  # the word of the linker before may still be fresh: wait for its own process
    while not (own := children(of=linker.pid, running="pw-dump")) and time.monotonic() < end:
        time.sleep(0.02)
    assert len(own) == 1
    assert told(Path(rig.environment["PIPEWIRE_RUNTIME_DIR"]), lambda problems: not problems)
    linker.send_signal(signal.SIGTERM)
    assert linker.wait(5.0) == 0
    assert not any(alive(pid) for pid in own)
    assert rig.wait_whole()


def test_the_ramp_tells_what_is_lost_and_what_is_put_in() -> None:
    """The judge itself."""
    long = np.tile(ramp(), (4, 1))
    assert gaps(long[:, 0], long[:, 0]) == []
    lost = np.delete(long, slice(60_000, 60_512), axis=0)
    assert gaps(lost[:, 0], lost[:, 0]) == [Gap(59_999, 512)]
    held = long[:, 0].copy()
    held[70_000 : 70_000 + 2 * PERIOD] = 0
    assert [gap.samples for gap in gaps(held, long[:, 0])] == [2 * PERIOD]
    put_in = np.concatenate((long[:50_000, 0], np.zeros(300, dtype=np.int16), long[50_000:, 0]))
    beside = np.concatenate((long[:, 0], long[:300, 0]))
    assert [gap.samples for gap in gaps(put_in, beside)] == [300]
    assert not crossed(long[:, 0], long[:, 1])
    assert crossed(long[:, 1], long[:, 0])
