"""Sticks at a booted guest, real USB and real file systems; see ``guest_stick.py`` for what is done there."""

from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from firmware_app.bundle.manifest import checked
from firmware_app.bundle.tables import read_tables
from firmware_app.errors import InputError
from tests.device.given import give_program
from tests.device.guest_tools import HEAD, LARGER, SIZE
from tests.device.telling import Checks, checks_of, drawn_or_skipped, passed
from tests.device.write_log import states, writes
from tools.guest import Guest, GuestError, scaled
from tools.guest.draw import PULLS, STICKS, TORN, Draw
from tools.weeks import fill, made_up

HERE = Path(__file__).resolve()
CALLS = 600
KEYBOARD = {"driver": "usb-kbd"}
NETWORK = {"driver": "usb-net"}


@dataclass
class Told:
    """What came of one boot: checks by name, and for a recorded stick its image before, and what was written then."""

    checks: Checks = field(default_factory=dict)
    before: dict[str, Path] = field(default_factory=dict)
    logs: dict[str, Path] = field(default_factory=dict)
    images: Path = Path()
    unchanged: dict[str, bool] = field(default_factory=dict)


def run(*words: str | Path) -> None:
    subprocess.run([str(word) for word in words], check=True, capture_output=True)


MADE_BY: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("copied", "full", "locked", "stranger"), ("mkfs.vfat", "-F", "32", "-s", "1")),
    "vfat": ("mkfs.vfat", "-F", "32", "-s", "8"),
    "wide": ("mkfs.vfat", "-F", "32"),
    **dict.fromkeys(("exfat", "vast"), ("mkfs.exfat",)),
    **dict.fromkeys(("ext4", "links"), ("mke2fs", "-q", "-t", "ext4")),
    "ntfs": ("mkfs.ntfs", "-F", "-Q", "-q"),
    "xfs": ("mkfs.xfs", "-q"),
}
SIZES = {**LARGER, "xfs": 320 << 20, "vast": 4 << 40, "wide": (2 << 40) - (1 << 20)}
"""In bytes, where it is not ``SIZE``; a file takes no room but for what is written."""


def images(folder: Path, names: Iterable[str]) -> Path:
    """Sticks as they come from the shop, or from somebody who means no good."""
    folder.mkdir()
    for name in names:
        with (folder / name).open("wb") as file:
            file.truncate(SIZES.get(name, SIZE))
        if name in MADE_BY:
            run(*MADE_BY[name], folder / name)
        elif name == "crowd":
            crowd(folder / name)
        elif name == "two":
            two(folder / name)
        else:
            (folder / name).write_bytes(random.Random(1).randbytes(SIZE))
    return folder


def crowd(image: Path) -> None:
    """Fifty thousand names, long, odd, and turned round where they are shown."""
    tree = image.with_name("tree")
    for k in range(50_000):
        odd = "ü –\u202e"[k % 4]
        # mke2fs looks through the whole folder for each name
        place = tree if k < 5_000 else tree / f"{k % 100}"
        place.mkdir(parents=True, exist_ok=True)
        (place / f"{odd}{k} {'long' * (k % 50)}").touch()
    run("mke2fs", "-q", "-t", "ext4", "-N", "60000", "-d", tree, image)
    shutil.rmtree(tree)


def two(image: Path) -> None:
    """Two partitions."""
    subprocess.run(["sfdisk", "-q", image], input=b"2048,40960,c\n43008,,c\n", check=True)
    for offset in ("2048", "43008"):
        run("mkfs.vfat", f"--offset={offset}", image, "20000")


class Ports:
    """Plugs sticks into the guest and out, each at a socket of its own."""

    def __init__(self, guest: Guest, told: Told, folder: Path, draw: Draw) -> None:
        self._guest, self._told, self._folder, self._draw = guest, told, folder, draw
        self._count = 0
        self._nodes: dict[str, str] = {}
        self._seen: set[str] = set()

    def act(self, verb: str, name: str) -> None:
        if verb == "unplug":
            self._unplug(name)
            return
        if name.startswith("torn-"):
            self._lay_out(name)
        self._count += 1
        node = f"n{self._count}"
        self._nodes[name] = f"d{self._count}"
        words: dict[str, Any] = {"bus": "xhci.0", "id": self._nodes[name]}
        if name in ("keyboard", "network"):
            self._guest.device("device_add", **words, **(KEYBOARD if name == "keyboard" else NETWORK))
            return
        self._guest.device("blockdev-add", **self._block(verb, name, node))
        self._guest.device("device_add", driver="usb-storage", drive=node, serial=name, **words)

    def _unplug(self, name: str) -> None:
        device = self._nodes.pop(name)
        self._guest.device("device_del", id=device)
        if name not in self._told.logs:
            return
        end = time.monotonic() + scaled(30.0)
        while (
            time.monotonic() < end
        ):  # the log is whole when QEMU has let go of the disk, which the guest has to agree to
            with suppress(GuestError):
                self._guest.device("blockdev-del", **{"node-name": device.replace("d", "n")})
                return
            time.sleep(0.05)
        raise GuestError(f"guest: it does not let go of {name}")

    def _lay_out(self, name: str) -> None:
        """States of a stick one after another, as one big stick: the first, the last, and those drawn of the others."""
        kind = name.removeprefix("torn-")
        place = self._told.images / name
        size = LARGER.get(kind, SIZE)
        place.touch()
        passed_through = (self._told.before[kind], self._told.logs[kind], self._folder)
        count = sum(1 for _ in states(*passed_through))
        chosen = {0, count - 1, *self._draw.some(TORN[kind], range(1, count - 1))}
        drawn = (image for number, image in enumerate(states(*passed_through)) if number in chosen)
        print(f"{kind}: {len(chosen)} of {count} states")
        for k, image in enumerate(drawn):
            seek = f"seek={(HEAD + k * size) >> 20}"
            run("dd", f"if={image}", f"of={place}", "bs=1M", seek, "conv=sparse,notrunc", "status=none")
            os.truncate(place, HEAD + (k + 1) * size)

    def _block(self, verb: str, name: str, node: str) -> dict[str, Any]:
        locked = name == "locked" and name in self._seen  # its slide is pushed after it was authorised
        self._seen.add(name)
        path = self._told.images / name
        file = {"driver": "file", "filename": str(path), "locking": "off"}
        if verb != "record":
            return {"driver": "raw", "node-name": node, "read-only": locked, "file": file}
        self._told.before[name] = Path(shutil.copy(path, self._folder / f"{name}.before"))
        log = self._folder / f"{name}.log"
        log.touch()
        self._told.logs[name] = log
        logged = {"driver": "file", "filename": str(log), "locking": "off"}
        return {"driver": "blklogwrites", "node-name": node, "file": {"driver": "raw", "file": file}, "log": logged}


@pytest.fixture(scope="module")
def told(guest_root: None, draw: Draw, tmp_path_factory: pytest.TempPathFactory) -> Told:
    """One boot for all."""
    work = tmp_path_factory.mktemp("stick")
    given = work / "given"
    given.mkdir()
    shutil.copy(HERE.with_name("guest_stick.py"), given / "main.py")
    for name in ("guest_tools.py", "guest_torn.py"):
        shutil.copy(HERE.with_name(name), given)
    give_program(given)
    run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", given / "site")
    chance = random.Random(1)
    fill(given / "logbook.db", [made_up(chance) for _ in range(100)], 10, CALLS // 10, chance)
    drawn: dict[str, list[Any]] = {
        "pulls": draw.some(PULLS, range(PULLS.among)),
        "sticks": draw.some(STICKS, list(DRAWN)),
    }
    found = Told(images=images(work / "images", (*GOOD, "stranger", *drawn["sticks"])))
    (given / "drawn.json").write_text(json.dumps(drawn))
    stranger = (found.images / "stranger").read_bytes()
    with Guest(given) as guest:
        found.checks = checks_of(guest, 3600.0, Ports(guest, found, work, draw).act)
    found.unchanged["stranger"] = (found.images / "stranger").read_bytes() == stranger
    return found


GOOD = ("vfat", "exfat", "ext4")
CHECKS = (
    "without the rules a keyboard works",
    "without the rules a network works",
    *(f"{name} is authorised" for name in GOOD),
    "udev takes the rules",
    "a keyboard is refused",
    "a network is refused",
    *(f"{name} is exported to" for name in GOOD),
    "exfat holds a whole bundle",
    *(f"{name}: its states are no stick themselves" for name in GOOD),
    *(f"{name} pulled at any write holds a whole bundle or none" for name in GOOD),
    *(f"{name} pulled at any write is exported to again" for name in GOOD),
    "stranger is refused: NOT_OURS",
    "another one is exported to",
    "and it is exported to again",
    "the logbook is as it was",
    "done",
)
DRAWN = {
    "copied": "copied is refused: NOT_OURS",
    "links": "links is refused: ODD",
    "two": "two is refused: ODD",
    "rubbish": "rubbish is refused: UNREADABLE",
    "xfs": "xfs is refused: UNREADABLE",
    "ntfs": "ntfs is refused: UNREADABLE",
    "locked": "locked is refused: UNREADABLE",
    "full": "full is refused: NO_ROOM",
    "crowd": "fifty thousand odd names do no harm",
    "vast": "4 TB of exFAT are a stick",
    "wide": "2 TB of FAT32 are a stick",
}


@pytest.mark.parametrize("name", CHECKS)
def test_in_the_guest(told: Told, name: str) -> None:
    passed(told.checks, name)


@pytest.mark.parametrize("turn", range(PULLS.among))
def test_pulled_out_in_the_midst_of_an_export_nothing_hangs(told: Told, draw: Draw, turn: int) -> None:
    drawn_or_skipped(turn in draw.some(PULLS, range(PULLS.among)))
    passed(told.checks, f"pulled out, {turn}: nothing hangs")


@pytest.mark.parametrize("stick", DRAWN)
def test_a_stick_of_every_kind(told: Told, draw: Draw, stick: str) -> None:
    drawn_or_skipped(stick in draw.some(STICKS, list(DRAWN)))
    passed(told.checks, DRAWN[stick])


def test_a_strangers_stick_is_left_as_it_was_to_the_last_byte(told: Told) -> None:
    assert told.unchanged["stranger"]


def bundles(image: Path, kind: str, into: Path) -> list[Path]:
    """What lies on an image under a bundle's name, whole or not, taken out by tools that are not ours."""
    shutil.rmtree(into, ignore_errors=True)
    into.mkdir()
    if kind == "vfat":
        words = ["mcopy", "-s", "-n", "-Q", "-i", str(image), "::/cuelight", str(into)]
        environment = {"MTOOLS_SKIP_CHECK": "1", "PATH": "/usr/bin:/bin"}
        subprocess.run(words, capture_output=True, check=False, env=environment)
    else:
        image = Path(shutil.copy(image, into.with_name("checked")))
        subprocess.run(["e2fsck", "-fy", str(image)], capture_output=True, check=False)  # its journal, as a PC would
        run("debugfs", "-R", f"rdump /cuelight {into}", image)
    home = into / "cuelight" / "desk-07"
    return [path for path in home.iterdir() if not path.name.startswith(".")] if home.exists() else []


@pytest.mark.parametrize("kind", ["vfat", "ext4"])
def test_the_stick_that_was_written_holds_the_bundle(told: Told, kind: str, tmp_path: Path) -> None:
    image = Path(shutil.copy(told.before[kind], tmp_path / "image"))
    for write in writes(told.logs[kind]):
        write.onto(image)
    (bundle,) = bundles(image, kind, tmp_path / "out")
    assert checked(bundle, None).calls == len(list(read_tables(bundle))) == CALLS


@pytest.mark.parametrize("kind", ["vfat", "ext4"])
def test_pulled_at_any_write_the_stick_holds_a_whole_bundle_or_none(told: Told, kind: str, tmp_path: Path) -> None:
    """Every state that the stick's memory went through, and every write torn in its midst."""
    outcomes = [state(image, kind, tmp_path) for image in states(told.before[kind], told.logs[kind], tmp_path)]
    print(f"{kind}: {len(outcomes)} tries, {outcomes.count('none')} without a bundle, {outcomes.count('whole')} with")
    assert set(outcomes) == {"none", "whole"}
    assert outcomes[0] == "none"
    assert outcomes[-1] == "whole"


def state(image: Path, kind: str, work: Path) -> str:
    found = bundles(image, kind, work / "out")
    try:
        for bundle in found:
            checked(bundle, None)
    except InputError as error:
        return str(error)
    return "whole" if found else "none"
