"""From what is there to what is to be done: the call is made whole, and nothing else is left joined."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_app.call_path.graph import Graph
from firmware_app.call_path.plan import missing, plan
from firmware_app.call_path.wiring import Topology, wiring
from tests.call_path.graphs import CARDS, Told

BRIDGE = wiring(Topology.BRIDGE_CARDS)
TAP = wiring(Topology.TAP)
CALL = {("pc.capture", "headset.playback"), ("headset.capture", "pc.playback")}


def four_cards(channels: int = 1) -> Told:
    told = Told()
    for name in ("pc.capture", "pc.playback", "headset.capture", "headset.playback"):
        told.card(name, channels)
    return told


def test_a_bridge_joins_caller_to_ear_and_microphone_to_pc_and_nothing_else() -> None:
    told = four_cards()
    told.carry_out(plan(told.graph, BRIDGE))
    assert told.joined() == CALL
    assert not plan(told.graph, BRIDGE)
    assert missing(told.graph, BRIDGE) == []


def test_taps_hear_the_side_that_they_ask_for() -> None:
    told = four_cards()
    told.stream("caller")
    told.stream("agent")
    told.carry_out(plan(told.graph, BRIDGE))
    assert told.joined() == CALL | {("pc.capture", "caller"), ("headset.capture", "agent")}


def test_a_tap_beside_the_copper_has_the_caller_left_and_the_agent_right() -> None:
    told = Told()
    card = told.card("tap.capture", 2)
    caller, agent = told.stream("caller"), told.stream("agent")
    both = told.stream("both", channels=2)
    told.carry_out(plan(told.graph, TAP))
    left, right = (port.id for port in told.graph.outputs(told.graph.by_id(card)))
    heard = {
        reader: [port.id for port in told.graph.inputs(told.graph.by_id(reader))] for reader in (caller, agent, both)
    }
    assert told.graph.linked(left, heard[caller][0])
    assert told.graph.linked(right, heard[agent][0])
    assert [told.graph.linked(out, into) is not None for out, into in zip((left, right), heard[both], strict=True)] == [
        True,
        True,
    ]
    assert not plan(told.graph, TAP)


@pytest.mark.parametrize(
    ("source", "sink", "pairs"),
    [(1, 1, [(0, 0)]), (1, 2, [(0, 0), (0, 1)]), (2, 2, [(0, 0), (1, 1)]), (2, 1, [(0, 0)])],
)
def test_mono_goes_to_both_ears_and_of_two_only_the_left_into_one(
    source: int, sink: int, pairs: list[tuple[int, int]]
) -> None:
    told = Told()
    out, into = told.card("pc.capture", source), told.card("headset.playback", sink)
    outs, ins = (told.graph.outputs(told.graph.by_id(out)), told.graph.inputs(told.graph.by_id(into)))
    assert set(plan(told.graph, BRIDGE).make) == {(outs[a].id, ins[b].id) for a, b in pairs}


@pytest.mark.parametrize(
    ("source", "sink"),
    [("headset.capture", "headset.playback"), ("pc.capture", "pc.playback")],
)
def test_nobody_hears_themselves(source: str, sink: str) -> None:
    told = four_cards()
    nodes = {node.name: node.id for node in told.graph.nodes}
    told.carry_out(plan(told.graph, BRIDGE))
    wrong = told.join(nodes[source], nodes[sink])
    cut = plan(told.graph, BRIDGE).cut
    assert cut == ((wrong, f"{source} must not be joined to {sink}"),)
    told.carry_out(plan(told.graph, BRIDGE))
    assert told.joined() == CALL


def test_a_tap_on_the_wrong_side_is_cut_and_put_right() -> None:
    told = four_cards()
    nodes = {node.name: node.id for node in told.graph.nodes}
    tap = told.stream("caller")
    told.join(nodes["headset.capture"], tap)
    told.carry_out(plan(told.graph, BRIDGE))
    assert told.joined() == CALL | {("pc.capture", "caller")}


def test_left_is_left_though_its_port_has_the_higher_id() -> None:
    """PipeWire gives ids that were freed out again, the last first: after a card's return the order has turned."""
    told = Told()
    card = told.node("tap.capture", "Audio/Source")
    right, left = told.port(card, "out", 1), told.port(card, "out", 0)
    caller, agent = (told.graph.inputs(told.graph.by_id(told.stream(name)))[0].id for name in ("caller", "agent"))
    assert set(plan(told.graph, TAP).make) == {(left, caller), (right, agent)}


@given(order=st.permutations([("card", 0), ("card", 1), ("caller", 0), ("agent", 0), ("both", 0), ("both", 1)]))
def test_ports_that_are_told_one_after_another_are_never_joined_wrongly(order: list[tuple[str, int]]) -> None:
    """PipeWire tells of them as it pleases: no tap hears the wrong side for a moment."""
    told = Told()
    nodes = {"card": told.node("tap.capture", "Audio/Source")}
    nodes |= {name: told.node("r", "Stream/Input/Audio", name) for name in ("caller", "agent", "both")}
    for name, place in order:
        told.port(nodes[name], "out" if name == "card" else "in", place)
        todo = plan(told.graph, TAP)
        assert todo.cut == ()
        told.carry_out(todo)
    ports = {name: [port.id for port in told.of(node)] for name, node in nodes.items()}
    left, right = ports["card"]
    wanted = {(left, ports["caller"][0]), (right, ports["agent"][0]), *zip((left, right), ports["both"], strict=True)}
    assert {link.ports for link in told.graph.links} == wanted


@given(order=st.permutations([("source", 0), ("source", 1), ("sink", 0), ("sink", 1)]))
def test_a_call_whose_ports_are_told_one_after_another_ends_with_each_channel_in_its_own(
    order: list[tuple[str, int]],
) -> None:
    told = Told()
    nodes = {"source": told.node("pc.capture", "Audio/Source"), "sink": told.node("headset.playback", "Audio/Sink")}
    for name, place in order:
        told.port(nodes[name], "out" if name == "source" else "in", place)
        told.carry_out(plan(told.graph, BRIDGE))
    told.carry_out(plan(told.graph, BRIDGE))
    outs, ins = ([port.id for port in told.of(node)] for node in nodes.values())
    assert {link.ports for link in told.graph.links} == set(zip(outs, ins, strict=True))
    assert not plan(told.graph, BRIDGE)


def test_swapped_channels_of_a_tap_are_put_right() -> None:
    told = Told()
    card, caller = told.card("tap.capture", 2), told.stream("caller")
    wrong = told.join(card, caller, channel=1)
    todo = plan(told.graph, TAP)
    assert [key for key, _ in todo.cut] == [wrong]
    assert len(todo.make) == 1


def test_a_stranger_who_listens_is_cut_off() -> None:
    told = four_cards()
    nodes = {node.name: node.id for node in told.graph.nodes}
    stranger = told.stream("")
    told.carry_out(plan(told.graph, BRIDGE))
    told.join(nodes["pc.capture"], stranger)
    told.carry_out(plan(told.graph, BRIDGE))
    assert told.joined() == CALL


def test_a_tone_goes_into_the_ear_only_where_it_may() -> None:
    told = four_cards()
    nodes = {node.name: node.id for node in told.graph.nodes}
    tone = told.stream("ear", hears=False)
    told.carry_out(plan(told.graph, BRIDGE))
    assert told.joined() == CALL
    cued = wiring(Topology.BRIDGE_CARDS, ear_cue=True)
    told.carry_out(plan(told.graph, cued))
    assert told.joined() == CALL | {("ear", "headset.playback")}
    told.join(tone, nodes["pc.playback"])  # the caller must never hear it
    told.carry_out(plan(told.graph, cued))
    assert told.joined() == CALL | {("ear", "headset.playback")}


def test_a_link_whose_ends_are_not_told_yet_waits() -> None:
    """pw-dump may tell a link before its ports; what is right must not be cut for that."""
    told = four_cards()
    nodes = {node.name: node.id for node in told.graph.nodes}
    link = told.join(nodes["pc.capture"], nodes["headset.playback"])
    ports = [port.id for node in told.graph.nodes for port in told.graph.outputs(node)]
    told.gone(*ports)
    assert plan(told.graph, BRIDGE).cut == ()
    assert told.graph.links
    assert link in {each.id for each in told.graph.links}


def test_the_agent_is_heard_through_the_canceller_and_without_it_where_it_died() -> None:
    echo = wiring(Topology.BRIDGE_CARDS, echo_cancel=True)
    told = four_cards()
    told.stream("agent")
    clean = told.card("agent.clean")
    told.carry_out(plan(told.graph, echo))
    assert ("agent.clean", "agent") in told.joined()
    assert ("headset.capture", "agent") not in told.joined()
    told.gone(clean, *(link.id for link in told.graph.links if link.nodes[0] == clean))
    told.carry_out(plan(told.graph, echo))
    assert ("headset.capture", "agent") in told.joined()


def test_what_is_missing_is_named() -> None:
    told = Told()
    told.card("pc.capture")
    told.card("headset.playback")
    assert missing(told.graph, BRIDGE) == [
        "pc.capture: not joined to headset.playback yet",
        "headset.capture: its sound card is not there; is it plugged in?",
        "pc.playback: its sound card is not there; is it plugged in?",
    ]
    assert missing(Graph(), TAP) == []


def test_a_card_that_has_failed_counts_as_none() -> None:
    told = four_cards()
    told.carry_out(plan(told.graph, BRIDGE))
    told.node("headset.playback", "Audio/Sink", state="error")
    assert missing(told.graph, BRIDGE)[0] == "headset.playback: its sound card is not there; is it plugged in?"


names = st.sampled_from(sorted(CARDS))
streams = st.tuples(st.sampled_from(["caller", "agent", "both", "ear", "", "pc.capture"]), st.booleans())
wirings = st.builds(
    wiring,
    st.sampled_from(Topology),
    echo_cancel=st.booleans(),
    ear_cue=st.booleans(),
)


@given(
    cards=st.lists(st.tuples(names, st.integers(1, 2), st.booleans()), max_size=7),
    others=st.lists(streams, max_size=5),
    wires=st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=12),
    cords=wirings,
)
def test_two_plans_are_enough_and_leave_no_wrong_wire(cards, others, wires, cords) -> None:  # type: ignore[no-untyped-def]
    """Whatever is there and however it is joined: what is too much in the call's own cords goes when they pass."""
    told = Told()
    for name, channels, monitors in cards:
        told.card(name, channels, monitors=monitors)
    for wants, hears in others:
        told.stream(wants, hears=hears, channels=2 if wants == "both" else 1)
    outs = [port.id for node in told.graph.nodes for port in told.graph.outputs(node)]
    ins = [port.id for node in told.graph.nodes for port in told.graph.inputs(node)]
    for out, into in wires:
        if outs and ins and told.graph.linked(outs[out % len(outs)], ins[into % len(ins)]) is None:
            told.link(outs[out % len(outs)], ins[into % len(ins)])
    for _ in range(2):
        told.carry_out(plan(told.graph, cords))
    assert not plan(told.graph, cords)
    joined = told.joined()
    assert not any(sink == "caller" and source in {"headset.capture", "agent.clean"} for source, sink in joined)
    assert not any(sink == "agent" and source == "pc.capture" for source, sink in joined)
    if cords.call:
        assert ("headset.capture", "headset.playback") not in joined
        assert {source for source, sink in joined if sink == "pc.playback"} <= {"headset.capture"}
