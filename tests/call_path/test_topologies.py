"""Each topology on the real daemon: who is heard as whom."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from firmware_app.audio import Headset
from firmware_app.call_path import Topology, read_health
from firmware_app.settings import AudioSettings
from tests.audio.sounds import AGENT_HZ, CALLER_HZ, heard, joined, level_at, seconds_of, tones, until
from tools.virtual_headset import VirtualHeadset

pytestmark = pytest.mark.pipewire


@pytest.mark.parametrize("device", ["", "stereo_tap"])
@pytest.mark.parametrize("topology", [Topology.TAP, Topology.BRIDGE_CARDS, Topology.BRIDGE_USB])
def test_caller_and_agent_are_heard_on_their_own_sides(
    tmp_path_factory: pytest.TempPathFactory, topology: Topology, device: str
) -> None:
    with VirtualHeadset(tmp_path_factory.mktemp("pw"), topology=topology) as rig:
        rig.play(tones(15.0, 48_000, CALLER_HZ, AGENT_HZ), 48_000)
        with closing(Headset(AudioSettings(stereo_device=device))) as headset:
            stream = headset.blocks()
            until(stream, heard)
            caller, agent = joined(seconds_of(stream, 1.0))
        assert read_health(Path(rig.environment["PIPEWIRE_RUNTIME_DIR"])).problems == ()
    assert level_at(caller, CALLER_HZ) == pytest.approx(0.3, rel=0.1)
    assert level_at(agent, AGENT_HZ) == pytest.approx(0.3, rel=0.1)
    assert level_at(caller, AGENT_HZ) < 0.01
    assert level_at(agent, CALLER_HZ) < 0.01


def test_caller_and_agent_stay_apart_however_often_the_tap_card_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    with VirtualHeadset(tmp_path_factory.mktemp("pw"), topology=Topology.TAP) as rig:
        rig.play(tones(60.0, 48_000, CALLER_HZ, AGENT_HZ), 48_000)
        with closing(Headset(AudioSettings())) as headset:
            stream = headset.blocks()
            for _ in range(4):
                until(stream, heard)
                caller, agent = joined(seconds_of(stream, 0.5))
                assert level_at(caller, AGENT_HZ) < 0.01
                assert level_at(agent, CALLER_HZ) < 0.01
                rig.remove_card("tap.capture")
                until(stream, lambda block: bool(block.lost))
                rig.add_card("tap.capture")
        assert "cut:" not in rig.linker_log


def test_stereo_cards_carry_both_channels(tmp_path_factory: pytest.TempPathFactory) -> None:
    with VirtualHeadset(tmp_path_factory.mktemp("pw"), channels=2) as rig:
        graph = rig.graph
        source, sink = graph.node("pc.capture"), graph.node("headset.playback")
        assert source is not None
        assert sink is not None
        pairs = zip(graph.outputs(source), graph.inputs(sink), strict=True)
        assert [graph.linked(out.id, into.id) is not None for out, into in pairs] == [True, True]
