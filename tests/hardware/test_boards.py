"""The boards join what the wiring and the tap's circuit ask for, and nothing else; and their parts have room."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_app.desk import load_pinout
from firmware_app.desk.plate import MOOD_WINDOW, STATUS_LIGHT, legend_windows
from tools.hardware.boards.bodies import body, clashes
from tools.hardware.boards.led_board import led_board
from tools.hardware.boards.led_board_nets import led_board_nets, numbered
from tools.hardware.boards.perfboard import Kind, Nets, Part, Perfboard, Wire, faults, joined
from tools.hardware.boards.tap_board import tap_board
from tools.hardware.boards.wires import wires
from tools.hardware.circuits.tap import tap_nets

PINOUT = load_pinout()
BOARDS: dict[str, tuple[Perfboard, Nets]] = {
    "led": (led_board(PINOUT), led_board_nets(PINOUT)),
    "tap": (tap_board(), tap_nets()),
}
each_board = pytest.mark.parametrize("name", BOARDS)


@each_board
def test_it_joins_every_net_and_nothing_beside(name: str) -> None:
    assert faults(*BOARDS[name]) == []


@each_board
def test_its_parts_have_room(name: str) -> None:
    assert list(clashes(BOARDS[name][0])) == []


@given(st.sampled_from(list(BOARDS)), st.data())
def test_a_wire_that_is_forgotten_is_found(name: str, data: st.DataObject) -> None:
    board, nets = BOARDS[name]
    insulated = [wire for wire in board.wires if wire.kind is Kind.INSULATED]
    lost = data.draw(st.sampled_from(insulated))
    without = replace(board, wires=[wire for wire in board.wires if wire is not lost])
    assert any("not joined" in fault for fault in faults(without, nets))


@given(st.sampled_from(list(BOARDS)), st.data())
def test_a_bridge_between_two_nets_is_found(name: str, data: st.DataObject) -> None:
    board, nets = BOARDS[name]
    group_of = joined(board)
    holes = [hole for part in board.parts for hole in part.pins.values()]
    one = data.draw(st.sampled_from(holes))
    other = data.draw(st.sampled_from([hole for hole in holes if group_of[hole] != group_of[one]]))
    bridged = replace(board, wires=[*board.wires, Wire(Kind.INSULATED, (one, other))])
    assert any("touches" in fault for fault in faults(bridged, nets))


def test_a_bare_wire_touches_what_it_passes() -> None:
    parts = [Part("J1", {"1": (0, 0), "2": (2, 0)}, "header"), Part("J2", {"1": (1, 0)}, "header")]
    board = Perfboard("three pins", 10, 10, (1, 1), (3, 3), parts, [Wire(Kind.BARE, ((0, 0), (2, 0)))])
    nets = {"ends": frozenset({"J1.1", "J1.2"}), "middle": frozenset({"J2.1"})}
    assert faults(board, nets) == ["middle touches ends"]
    assert faults(replace(board, wires=[Wire(Kind.INSULATED, ((0, 0), (2, 0)))]), nets) == []


def test_what_does_not_fit_is_named() -> None:
    board, nets = BOARDS["tap"]
    (first, second, *rest) = board.parts
    on_top = replace(board, parts=[first, replace(second, pins=first.pins), *rest])
    assert any("want the same hole" in fault for fault in faults(on_top, nets))
    assert any("want the same room" in clash for clash in clashes(on_top))
    beyond = replace(board, parts=[replace(first, pins={"1": (-3, 0), "2": (1, 0)}), *board.parts[1:]])
    assert any("there is no hole" in fault for fault in faults(beyond, nets))
    assert any("reaches beyond the board" in clash for clash in clashes(beyond))
    drilled = replace(board, drilled=[board.place(first.pins["1"])])
    assert any("in the way of a screw" in clash for clash in clashes(drilled))


def test_each_lamp_of_the_wiring_is_on_the_board() -> None:
    placed = {part.name for part in BOARDS["led"][0].parts}
    lamps = numbered(PINOUT)
    assert len(lamps) == sum(led.leds for led in PINOUT.lamps.values()) + PINOUT.mood[0].leds + PINOUT.status.leds
    for lamp in lamps:
        assert {lamp.name, *(resistor for _, resistor, _ in lamp.cathodes())} <= placed


def test_each_led_lies_behind_its_own_window() -> None:
    board = BOARDS["led"][0]
    windows = {**legend_windows(), "mood": MOOD_WINDOW}
    bodies = {part.name: body(board, part) for part in board.parts}
    for lamp in numbered(PINOUT):
        left, top, right, bottom = bodies[lamp.name]
        if lamp.key == "status":
            x, y = STATUS_LIGHT.middle
            assert abs((left + right) / 2 - x) < 1
            assert abs((top + bottom) / 2 - y) < 1
            continue
        window = windows[lamp.key]
        assert window.x < left
        assert right < window.x + window.width
        assert window.y < top
        assert bottom < window.y + window.height


@each_board
def test_the_list_of_wires_has_every_wire(name: str) -> None:
    board, nets = BOARDS[name]
    rows = wires(board, nets, behind=name == "led").splitlines()
    assert len(rows) == 1 + len(board.wires)
    if name == "led":  # seen from behind the first column is the last
        lamp = next(row for row in rows if ",D1.K," in row)
        column, row = next(part.pins["K"] for part in board.parts if part.name == "D1")
        assert f"{board.holes[0] - column}/{row + 1}" in lamp
