"""What is put into the agent's ear: heard there, and nowhere else."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray

from firmware_app.call_path.daemon import join
from firmware_app.call_path.latency import Latency, clicks, latency, play_and_record
from firmware_app.desk import EarCue, Face, Mood, Readings, Status
from firmware_app.desk.ear_tone import HZ, RATE, SECONDS
from firmware_app.errors import CuelightError
from tools.fault_drill.ramp import gaps, ramp
from tools.virtual_headset import VirtualHeadset

pytestmark = pytest.mark.pipewire

DBFS = -30.0


@pytest.fixture
def rig(tmp_path_factory: pytest.TempPathFactory) -> Iterator[VirtualHeadset]:
    with VirtualHeadset(tmp_path_factory.mktemp("pw"), records=True) as virtual:
        yield virtual


@pytest.fixture
def ear() -> Iterator[EarCue]:
    cue = EarCue(DBFS)
    yield cue
    cue.close()


def lit(cue: str | None, status: Status = Status.LISTENING) -> Face:
    return Face().then(1.0, cue, Mood.ANGRY, status)


def shown(ear: EarCue, *faces: Face) -> None:
    for face in faces:
        ear.show(face, 1.0, Readings())


def level_at(sound: NDArray[np.int16], hz: float) -> float:
    """Peak of the tone in its loudest tenth of a second."""
    size = RATE // 10
    pieces = sound[: len(sound) // size * size].astype(np.float64).reshape(-1, size)
    window = np.hanning(size)
    turn = window * np.exp(-2j * np.pi * hz * np.arange(size) / RATE)
    return float(np.max(np.abs(pieces @ turn)) * 2 / window.sum() / 32767)


def test_a_new_cue_sounds_softly_in_the_agents_ear_and_not_towards_the_caller(rig: VirtualHeadset, ear: EarCue) -> None:
    recorder = rig.record()
    shown(ear, lit(None), lit("pause"), lit("pause"))
    time.sleep(3.0)
    heard = recorder.stop()
    assert level_at(heard[:, 0], HZ) == pytest.approx(10 ** (DBFS / 20), rel=0.2)
    assert not heard[:, 1].any()  # towards the PC: not one bit
    loud = np.flatnonzero(np.abs(heard[:, 0]) > 30)
    assert (loud[-1] - loud[0]) / RATE == pytest.approx(SECONDS, abs=0.03)  # once, though it was shown twice


def test_the_callers_own_line_is_untouched_by_it(rig: VirtualHeadset, ear: EarCue) -> None:
    rig.play(ramp(), RATE, endless=True)
    recorder = rig.record()
    shown(ear, lit("pause"), lit(None), lit("listen"))
    time.sleep(3.0)
    heard = recorder.stop()
    assert gaps(heard[:, 1], heard[:, 2]) == []
    assert gaps(heard[:, 0], heard[:, 2]) != []  # there it was mixed in


def test_lights_off_is_silence_too(rig: VirtualHeadset, ear: EarCue) -> None:
    recorder = rig.record()
    shown(ear, lit("pause", Status.LIGHTS_OFF), lit(None, Status.LIGHTS_OFF))
    time.sleep(1.5)
    assert not recorder.stop()[:, 0].any()


def test_without_a_headset_a_cue_waits_for_nothing(rig: VirtualHeadset, ear: EarCue) -> None:
    rig.kill_daemon()
    began = time.monotonic()
    shown(ear, lit("pause"), lit(None), lit("listen"))
    assert time.monotonic() - began < 1.0
    ear.close()


def test_clicks_through_a_cable_come_back_a_cycle_later(rig: VirtualHeadset) -> None:
    """The cable: what the ear plays goes into the microphone; the graph hands it on with its next cycle."""
    graph = rig.graph
    ears, microphone = graph.node("headset.playback"), graph.node("headset.capture")
    assert join(graph.outputs(ears)[0].id, graph.inputs(microphone)[0].id)
    found = latency(play_and_record())
    assert found.samples in {0, 1024}
    assert found.spread == 0
    assert found.clicks >= 7


def test_where_no_click_comes_back_one_line_says_so(rig: VirtualHeadset) -> None:
    with pytest.raises(CuelightError, match="hold the ear-piece against the microphone"):
        latency(play_and_record())


@pytest.mark.parametrize("samples", [0, 100, 4_800, 15_000])
@pytest.mark.parametrize("noise", [0, 300])
def test_the_delay_of_a_made_up_recording_is_found(samples: int, noise: int) -> None:
    sound = np.pad(clicks(), (4_800, 48_000)).astype(np.float64)
    hiss = noise * np.random.default_rng(1).standard_normal(len(sound))
    back = 0.1 * np.pad(sound, (samples, 0))[: len(sound)] + hiss
    found = latency(np.stack((sound, back), axis=1).astype(np.int16))
    assert found == Latency(samples, 0, 8)
