"""Cards by their sockets, the files that follow from them, and which nodes are made anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from firmware_app.call_path.card_keeper import CardKeeper, Identity, identity
from firmware_app.call_path.cards import card_nodes, card_of, find_cards
from firmware_app.call_path.configuration import configuration
from firmware_app.call_path.graph import Graph
from firmware_app.cli import main
from firmware_app.errors import InputError
from firmware_app.settings import CallPathSettings
from tests.call_path.graphs import Told

TWO = CallPathSettings(topology="bridge-cards", pc_card="usb:1-1.2", headset_card="usb:1-1.3")


def test_a_card_is_named_by_socket_or_by_the_kernel() -> None:
    assert card_of("usb:1-1.2", "k", "CuelightPC").socket == "1-1.2"
    assert card_of("usb:1-1.2", "k", "CuelightPC").id == "CuelightPC"
    assert card_of("id:sndrpihifiberry", "k", "x").id == "sndrpihifiberry"


@pytest.mark.parametrize("value", ["", "1", "hw:1", "usb:", "usb:1-1;rm", "id:a b", 'id:a"b', "id:x" * 9, "card1"])
def test_anything_else_is_refused_with_the_mend(value: str) -> None:
    with pytest.raises(InputError, match=r'^call_path\.tap_card: .*names no sound card; write "usb:1-1\.2"'):
        card_of(value, "call_path.tap_card", "x")


def test_one_card_cannot_be_both() -> None:
    twice = CallPathSettings(topology="bridge-cards", pc_card="usb:1-1.2", headset_card="usb:1-1.2")
    with pytest.raises(InputError, match=r"is the headset's card as well"):
        card_nodes(twice)


def test_a_usb_bridge_needs_only_the_headset_named() -> None:
    nodes = card_nodes(CallPathSettings(topology="bridge-usb", headset_card="usb:1-1"))
    assert {node.card.id for node in nodes} == {"UAC2Gadget", "CuelightHeadset"}


def test_no_file_bears_a_card_number() -> None:
    made = configuration(TWO, "s.toml")
    assert not re.search(r"hw:\d|card\d|hw:\s", "".join(made.values()))
    rules = made["90-cuelight-cards.rules"]
    assert 'KERNELS=="1-1.2", ATTR{id}="CuelightPC"' in rules
    assert 'KERNELS=="1-1.3", ATTR{id}="CuelightHeadset"' in rules


def test_the_echo_canceller_is_made_only_where_it_is_asked_for() -> None:
    assert "echo.conf" not in configuration(TWO, "s.toml")
    echoing = CallPathSettings(
        topology="bridge-cards", pc_card="id:A", headset_card="id:B", echo_cancel=True, quantum=128
    )
    made = configuration(echoing, "s.toml")
    assert "libspa-aec-webrtc" in made["echo.conf"]
    assert "default.clock.quantum       = 128\n" in made["pipewire.conf"]


def test_a_tap_has_one_card_and_no_cords() -> None:
    made = configuration(CallPathSettings(tap_card="id:sndrpihifiberry"), "s.toml")
    assert "link-factory args" not in made["pipewire.conf"]
    assert 'api.alsa.path = "hw:sndrpihifiberry"' in made["pipewire.conf"]


def test_wire_writes_what_the_settings_say(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = tmp_path / "cuelight.toml"
    settings.write_text('[call_path]\ntopology = "bridge-cards"\npc_card = "id:A"\nheadset_card = "id:B"\n')
    assert main(["wire", "--settings", str(settings), str(tmp_path / "out")]) == 0
    told = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert sorted(path.name for path in told) == [
        "90-cuelight-cards.rules",
        "asound.conf",
        "pipewire.conf",
        "settings.toml",
    ]
    assert all(path.read_text(encoding="utf-8") for path in told)
    assert str(settings) in (tmp_path / "out" / "pipewire.conf").read_text(encoding="utf-8")


def test_wire_again_writes_what_has_changed_and_takes_away_what_is_not_wanted_any_more(tmp_path: Path) -> None:
    settings, out = tmp_path / "cuelight.toml", tmp_path / "out"
    bridge = '[call_path]\ntopology = "bridge-usb"\nheadset_card = "id:B"\n'
    settings.write_text(f"{bridge}echo_cancel = true\n")
    assert main(["wire", "--settings", str(settings), str(out)]) == 0
    assert {"gadget", "echo.conf"} <= {path.name for path in out.iterdir()}
    before = {path.name: path.stat().st_ino for path in out.iterdir()}
    settings.write_text(f"{bridge}quantum = 128\n")
    assert main(["wire", "--settings", str(settings), str(out)]) == 0
    after = {path.name: path.stat().st_ino for path in out.iterdir()}
    assert before.keys() - after.keys() == {"echo.conf"}
    assert {name for name in after if after[name] != before[name]} == {"pipewire.conf", "settings.toml"}


def test_settings_that_cannot_be_read_leave_the_call_as_it_was(tmp_path: Path) -> None:
    settings, out = tmp_path / "cuelight.toml", tmp_path / "out"
    settings.write_text('[call_path]\ntap_card = "id:A"\n')
    assert main(["wire", "--settings", str(settings), str(out)]) == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    settings.write_text('[call_path]\ntap_card = "id:A\n')
    assert main(["wire", "--settings", str(settings), str(out)]) == 2
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('topology = "bridge"', ["call_path.topology", "bridge", "did you mean bridge-"]),
        ("quantum = 256.5", ["call_path.quantum", "whole number"]),
        ("quantum = 8", ["call_path.quantum", "64 to 2048"]),
        ('topology = "bridge-cards"', ["call_path.headset_card", "cuelight cards"]),
        ("bypass = true", ["call_path.bypass: needs a bridge", "change one of the two"]),
        ("echo_cancel = true", ["call_path.echo_cancel: needs a bridge"]),
        ("[desk]\near_cue = true", ["desk.ear_cue: needs a bridge"]),
    ],
)
def test_wrong_words_are_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, names: list[str]
) -> None:
    settings = tmp_path / "cuelight.toml"
    settings.write_text(f"[call_path]\n{text}\n")
    assert main(["wire", "--settings", str(settings), str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert all(name in said for name in names)
    assert not (tmp_path / "out").exists()


def test_cards_are_listed_as_the_settings_want_them(tmp_path: Path) -> None:
    """A folder like the kernel's: a USB card behind a hub, and one on the board."""
    usb = tmp_path / "devices" / "usb1" / "1-1" / "1-1.2" / "1-1.2:1.0"
    board = tmp_path / "devices" / "soc" / "sound"
    for number, place, own in ((0, board, "sndrpihifiberry"), (1, usb, "Headset")):
        place.mkdir(parents=True, exist_ok=True)
        card = tmp_path / "class" / f"card{number}"
        card.mkdir(parents=True)
        (card / "id").write_text(f"{own}\n")
        (card / "device").symlink_to(place)
    (tmp_path / "cards").write_text(
        " 0 [sndrpihifiberry]: HifiberryDac - snd_rpi_hifiberry_dac\n                      at 0\n"
        " 1 [Headset        ]: USB-Audio - A USB Headset\n"
    )
    found = find_cards(tmp_path / "class", tmp_path)
    assert [(each.id, each.setting) for each in found] == [
        ("sndrpihifiberry", "id:sndrpihifiberry"),
        ("Headset", "usb:1-1.2"),
    ]
    assert found[1].name == "USB-Audio - A USB Headset"


class Plugs:
    """Which card bears which name now."""

    def __init__(self) -> None:
        self.cards: dict[str, Identity] = {"CuelightPC": (1, 10), "CuelightHeadset": (2, 20)}

    def __call__(self, card: str) -> Identity | None:
        return self.cards.get(card)


def kept() -> tuple[CardKeeper, Plugs, Told]:
    told = Told()
    for name in ("pc.capture", "pc.playback", "headset.capture", "headset.playback"):
        told.card(name)
    plugs = Plugs()
    return CardKeeper(card_nodes(TWO), plugs), plugs, told


def test_what_is_there_is_left_alone() -> None:
    keeper, _, told = kept()
    for t in range(5):
        work = keeper.work(told.graph, float(t))
        assert (work.take_away, work.make) == ((), ())


def test_nodes_of_a_card_that_is_unplugged_go_and_come_again_with_it() -> None:
    keeper, plugs, told = kept()
    keeper.work(told.graph, 0.0)
    old = plugs.cards.pop("CuelightHeadset")
    away = keeper.work(told.graph, 1.0)
    names = {told.graph.by_id(node).name for node in away.take_away}  # type: ignore[union-attr]
    assert names == {"headset.capture", "headset.playback"}
    assert away.make == ()
    told.gone(*away.take_away)
    assert keeper.work(told.graph, 2.0).make == ()
    plugs.cards["CuelightHeadset"] = (5, old[1])  # under another number
    assert {node.name for node in keeper.work(told.graph, 3.0).make} == names


def test_a_card_that_was_replugged_between_two_looks_is_noticed() -> None:
    keeper, plugs, told = kept()
    keeper.work(told.graph, 0.0)
    plugs.cards["CuelightPC"] = (1, 11)
    work = keeper.work(told.graph, 0.25)
    assert {told.graph.by_id(node).name for node in work.take_away} == {"pc.capture", "pc.playback"}  # type: ignore[union-attr]
    assert {node.name for node in work.make} == {"pc.capture", "pc.playback"}


def test_a_card_that_refuses_is_tried_ever_more_seldom_until_it_is_another() -> None:
    keeper, plugs, _ = kept()
    tries = [len(keeper.work(Graph(), 0.5 * turn).make) for turn in range(260)]
    assert [turn / 2 for turn, made in enumerate(tries) if made] == [
        0,
        0.5,
        1.5,
        3.5,
        7.5,
        15.5,
        31.5,
        61.5,
        91.5,
        121.5,
    ]
    assert set(tries) == {0, 4}
    plugs.cards["CuelightPC"] = (7, 70)
    assert {node.name for node in keeper.work(Graph(), 130.0).make} == {"pc.capture", "pc.playback"}


def test_a_card_is_known_by_its_control_device(tmp_path: Path) -> None:
    (tmp_path / "snd").mkdir()
    (tmp_path / "asound" / "card3").mkdir(parents=True)
    assert identity("CuelightPC", tmp_path / "asound", tmp_path / "snd") is None
    (tmp_path / "asound" / "CuelightPC").symlink_to("card3")
    assert identity("CuelightPC", tmp_path / "asound", tmp_path / "snd") is None  # udev has not made it yet
    (tmp_path / "snd" / "controlC3").touch()
    found = identity("CuelightPC", tmp_path / "asound", tmp_path / "snd")
    assert found is not None
    assert found[0] == 3
    (tmp_path / "snd" / "controlC3").touch()  # as udev does after each of its rules
    assert identity("CuelightPC", tmp_path / "asound", tmp_path / "snd") == found
