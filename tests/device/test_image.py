"""The image, from a PC that writes a card to a desk at work; see ``guest_image.py`` for what is done in the unit.

The amd64 image: the same recipe as the Pi's, in a virtual PC that starts in a quarter of the time.
"""

from __future__ import annotations

import datetime as dt
import json
import shutil
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import soundfile

from firmware_app.stick.time_note import leave_time
from firmware_app.stick.token import authorise
from firmware_app.stick.volume import Volume
from tests.device.guest_tools import TIME
from tests.device.other_version import other_version
from tests.device.telling import Checks, checks_of, drawn_or_skipped, passed
from tools.guest import Card, GuestError, Ports, Unit
from tools.guest.draw import RELEASES, STARTS, Draw
from tools.guest.machine import OWN_CLOCK

HERE = Path(__file__).resolve()
ROOT = HERE.parents[2]
RIGHT = """\
[unit]
time_zone = "Europe/Berlin"
[call_path]
topology = "bridge-cards"
pc_card = "id:CuelightPC"
headset_card = "id:CuelightHeadset"
quantum = 1024
headroom = 1024
[logbook]
device = "desk-07"
[export]
site_key = "{site}"
"""
WRONG = """\
[unit]
time_zone = "Berlin"
language = "de"
[coaching.slow_down]
limit = 55
[logbook]
devise = "desk-07"
"""
SECRET = "b3BlbnNzaC1rZXktdjEACUELIGHTofnobody"
PRIVATE = f"-----BEGIN OPENSSH PRIVATE KEY-----\n{SECRET}\n-----END OPENSSH PRIVATE KEY-----\n"
EARLY = "2020-01-01T00:00:00"
"""What the machine's clock shows where it is to know nothing."""


class Bench:
    """Keys, a card, sticks, and starts of the unit."""

    def __init__(self, folder: Path, image: str, release: Path, package: Path) -> None:
        self.folder = folder
        for name in ("site", "stranger"):
            subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", folder / name], check=True)
        self.release, self.package = release, package
        self.card = Card(image, folder / "card.img")
        self.right = RIGHT.format(site=(folder / "site.pub").read_text().strip())

    def start(
        self,
        part: str,
        *,
        card: Card | None = None,
        serial: str = "card-1",
        clock_shows: str = "",
        clock: tuple[str, ...] = OWN_CLOCK,
        refused: Sequence[str] = (),
        seconds: float = 1500.0,
    ) -> Checks:
        """One start of the unit, from power to its end: checks by name."""
        given = self.folder / f"given-{part}"
        shutil.rmtree(given, ignore_errors=True)
        given.mkdir()
        for name in ("guest_image.py", "guest_unit.py", "guest_stick.py", "guest_torn.py", "guest_tools.py"):
            shutil.copy(HERE.with_name(name), given / ("main.py" if name == "guest_image.py" else name))
        shutil.copy(ROOT / "hardware/pinout.toml", given)
        (given / "cuelight.toml").write_text(self.right)
        (given / "part").write_text(part)
        (given / "refused.json").write_text(json.dumps(refused))
        devices = ("-device", "i6300esb", *(("-rtc", f"base={clock_shows},clock=vm") if clock_shows else ()))
        with Unit(card or self.card, given, devices, serial=serial, clock=clock) as unit:
            found = checks_of(unit, seconds, Ports(unit, self.folder).act)
        if "done" not in found:
            found[f"{part}: to its end"] = {"ok": False, "said": unit.said[-20:]}
        return found

    def stick(self, name: str, *releases: Path) -> None:
        """An authorised stick with the time and releases on it."""
        place = self.folder / f"on-{name}"
        volume = Volume(Path("/dev/none"), "vfat", "C0DE-0001", name)
        place.mkdir()
        authorise(place, volume, self.folder / "site", dt.date.today() + dt.timedelta(days=400))
        leave_time(place, volume, self.folder / "site", TIME)
        for file in releases:
            for each in (file, file.with_name(file.name + ".sig")):
                shutil.copy(each, place / "cuelight")
        image = self.folder / name
        with image.open("wb") as disk:
            disk.truncate(128 << 20)
        subprocess.run(["mkfs.vfat", "-F", "32", "-s", "1", "-i", "C0DE0001", image], check=True, capture_output=True)
        subprocess.run(["mcopy", "-s", "-i", image, place / "cuelight", "::"], check=True)

    def made(self, version: str, change: Callable[[Path], None] = lambda _: None, key: str = "") -> Path:
        """A release of another version, with a change in it."""

        def changed(app: Path) -> None:
            shorter_trial(app)
            change(app)

        package = other_version(self.package, version, self.folder, changed)
        signed_with = self.folder / key if key else self.release
        subprocess.run([ROOT / "systemd/image/update.sh", signed_with, package], check=True, capture_output=True)
        made = self.folder / f"{key}{version}"
        made.mkdir()
        for file in (ROOT / "build/update").glob(f"cuelight-{version}-amd64.update*"):
            shutil.move(file, made)
        return made / f"cuelight-{version}-amd64.update"


def shorter_trial(app: Path) -> None:
    """A release on trial hears the demo call, for which the guest takes minutes: its first cue is enough."""
    call = app / "share/demo_call.ogg"
    samples, rate = soundfile.read(call)
    soundfile.write(call, samples[: 21 * rate], rate)


def broken(app: Path) -> None:
    """Everything works but the kiosk."""
    (app / "live.py").write_text("raise RuntimeError('broken')\n")


def damaged(file: Path) -> Path:
    """Of the same length, with one byte changed."""
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    return file


def bundles(stick: Path) -> list[str]:
    """Files of the bundles on a stick, as the host reads them."""
    listing = subprocess.run(["mdir", "-/", "-b", "-i", stick, "::"], check=True, capture_output=True, text=True).stdout
    return [line for line in listing.splitlines() if "desk-07" in line]


def identity(found: Checks) -> tuple[str, str]:
    """The machine id and the key by which the unit knows itself."""
    told = found["it says who it is"]
    return told["machine_id"], told["key"]


class Life:
    """What was seen in start after start. What went wrong once stays wrong."""

    def __init__(self) -> None:
        self.checks: Checks = {}

    def add(self, found: Checks) -> None:
        for name, one in found.items():
            if self.checks.get(name, one)["ok"]:
                self.checks[name] = one

    def told(self, name: str, ok: bool) -> None:
        print(f"{name}: {ok}")
        self.add({name: {"ok": ok}})

    @staticmethod
    def answer(bench: Bench) -> bytes:
        answer = bench.card.read("cuelight-problems.txt") or b""
        print(answer.decode())
        return answer


@pytest.fixture(scope="module")
def bench(package: Path, amd64_image: str, release_key: Path, tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench(tmp_path_factory.mktemp("image"), amd64_image, release_key, package)


@pytest.fixture(scope="module")
def found(bench: Bench, draw: Draw) -> Checks:
    """A unit's life, start after start: all checks by name."""
    life, wrong = Life(), draw.some(STARTS, list(WRONG_STARTS))
    if "unsettled" in wrong:
        unsettled(bench, life)
    if "spoilt" in wrong:
        spoilt(bench, life)
    bench.card.write("cuelight.toml", bench.right.replace("\n", "\r\n"))
    life.add(first := bench.start("settled"))
    unit = bench.card.read("cuelight-unit.txt") or b""
    mine = identity(first)
    life.told("the unit says who it is", b"unit desk-07" in unit and mine[1].encode() in unit)
    life.told("all is well on the card", bench.card.read("cuelight-problems.txt") is None)
    if "copied" in wrong:
        copied(bench, life, mine)
    if "lost" in wrong:
        lost(bench, life)
    updated(bench, life, draw.some(RELEASES, list(WRONG_RELEASES)))
    return life.checks


def unsettled(bench: Bench, life: Life) -> None:
    """Its first settings are wrong, and a private key is among them."""
    bench.card.write("cuelight.toml", WRONG + f'[export]\nsite_key = """\n{PRIVATE}"""\n')
    life.add(bench.start("unsettled"))
    left = bench.card.read("cuelight.toml") or b""
    life.told("answer: a private key", b"private key" in life.answer(bench) and b"limit = 55" in left)
    life.told("no key is left on the card", SECRET.encode() not in bench.card.path.read_bytes())


def spoilt(bench: Bench, life: Life) -> None:
    """Its first settings are wrong in three ways."""
    bench.card.write("cuelight.toml", WRONG)
    life.add(bench.start("spoilt"))
    wanted = (b"unit.time_zone", b"slow_down.limit", b"did you mean logbook.device")
    life.told("answer: all that is wrong", all(each in life.answer(bench) for each in wanted))


def copied(bench: Bench, life: Life, mine: tuple[str, str]) -> None:
    """A card that has run, written to another card."""
    copy = Card("amd64", bench.folder / "copy.img", bench.card.path)
    life.add(second := bench.start("copied", card=copy, serial="card-2"))
    other = identity(second)
    differs = all(own != its for own, its in zip(mine, other, strict=True))
    life.told("a copied card is another unit", differs)
    copy.path.unlink()


def lost(bench: Bench, life: Life) -> None:
    """A card whose data partition is nothing but rubbish; then its kernel hangs.

    That start alone goes by the host's clock, for a kernel that has panicked looks at the time again and again, which
    the instruction counter is slow at. Nothing is waited for in it.
    """
    rotten = Card("amd64", bench.folder / "rotten.img", bench.card.path)
    rotten.spoil_data()
    life.add(bench.start("lost", card=rotten))
    try:
        life.add(hung := bench.start("hangs", card=rotten, seconds=600.0, clock=()))
        life.told("a kernel that hangs is started anew by the machine's watchdog", "done" in hung)
    except GuestError as error:
        life.told(f"a kernel that hangs is started anew by the machine's watchdog: {error}", False)
    rotten.path.unlink()


def updated(bench: Bench, life: Life, wrong: list[str]) -> None:
    """Sticks with releases, good and bad."""
    bench.stick("update", bench.made("0.2.0"))
    life.add(bench.start("update", clock_shows=EARLY))
    life.told(
        "the bundle is on the stick",
        any(name.endswith("doctor.txt") for name in bundles(bench.folder / "update")),
    )
    refused = [name for name in wrong if name != "broken"]
    for name in refused:
        bench.stick(name, WRONG_RELEASES[name](bench))
    life.add(bench.start("refusals", refused=refused))
    if "broken" in wrong:
        bench.stick("broken", WRONG_RELEASES["broken"](bench))
        life.add(bench.start("falls_back"))


CHECKS = (
    "it comes up",
    "the settings are taken",
    "nobody's rights are in them",
    "the time zone is the desk's",
    "no unit has failed",
    "only the data partition can be written",
    "and nothing on it runs, is a device or changes who one is",
    *(f"{path}: root itself cannot" for path in ("/usr/bin/new", "/etc/new", "/var/lib/new")),
    "a program on the data partition does not run",
    "there is no network but the loop",
    "there are no drivers for one, nor for radio, keyboards, cameras",
    "no port is open",
    "no account has a password",
    "no account but root has a shell",
    "nothing waits for a login",
    "there is no compiler and no package manager",
    "the machine's watchdog is fed by systemd",
    "the journal is in memory",
    "no core is kept of anything",
    "an idle unit hardly writes to its card",
    "the unit says who it is",
    "all is well on the card",
    "the last known time is restored",
    "the stick is taken",
    "and the time from it",
    "the bundle is on the stick",
    "the release runs, on trial",
    "seen healthy, it has half of its trial behind it",
    "the call was not cut for it",
    "the release runs after a start, too",
    "and stays when it is seen healthy then",
)
WRONG_STARTS = {
    "unsettled": (
        "without settings it comes up",
        "and nothing spins",
        "its light tells fault 5",
        "answer: a private key",
        "no key is left on the card",
    ),
    "spoilt": ("it is told to the kiosk and to nobody else", "answer: all that is wrong"),
    "copied": ("the copy has its settings", "a copied card is another unit"),
    "lost": (
        "with its data spoilt the call goes on",
        "and all are told that what is kept will be lost",
        "a kernel that hangs is started anew by the machine's watchdog",
    ),
}
WRONG_RELEASES: dict[str, Callable[[Bench], Path]] = {
    "forged": lambda bench: bench.made("0.2.5", key="stranger"),
    "damaged": lambda bench: damaged(bench.made("0.2.6")),
    "older": lambda bench: bench.made("0.1.5"),
    "broken": lambda bench: bench.made("0.3.0", broken),
}
FALLS_BACK = (
    "a release that fails at every stick",
    "a release that is broken is taken at first",
    "and the former one is taken again",
    "the call was not cut for that",
    "it is not taken twice",
)


@pytest.mark.parametrize("name", CHECKS)
def test_of_the_image(found: Checks, name: str) -> None:
    passed(found, name)


@pytest.mark.parametrize(("start", "name"), [(start, name) for start, names in WRONG_STARTS.items() for name in names])
def test_of_a_start_that_goes_wrong(found: Checks, draw: Draw, start: str, name: str) -> None:
    drawn_or_skipped(start in draw.some(STARTS, list(WRONG_STARTS)))
    passed(found, name)


@pytest.mark.parametrize("name", ["forged", "damaged", "older"])
def test_a_release_is_refused(found: Checks, draw: Draw, name: str) -> None:
    drawn_or_skipped(name in draw.some(RELEASES, list(WRONG_RELEASES)))
    passed(found, f"a {name} release is refused")
    passed(found, "and the light tells it")


@pytest.mark.parametrize("name", FALLS_BACK)
def test_of_a_release_that_does_not_come_up(found: Checks, draw: Draw, name: str) -> None:
    drawn_or_skipped("broken" in draw.some(RELEASES, list(WRONG_RELEASES)))
    passed(found, name)


def test_no_start_ended_before_its_time(found: Checks) -> None:
    assert not [one for name, one in found.items() if name.endswith(": to its end")]
