"""The package on a booted Debian, and the whole unit at work there; see ``guest_unit.py`` for what is done."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import soundfile

from firmware_app.share import shared_file
from tests.device.other_version import other_version
from tests.device.telling import Checks, checks_of, passed
from tools.guest import Guest

HERE = Path(__file__).resolve()
ROOT = HERE.parents[2]
AT_WORK = "[coaching.slow_down]\nusual = 4.2\n"
"""The agent's usual rate, as the guest's settings have it: the call is too short to learn it from."""


@pytest.fixture(scope="module")
def told(guest_root: None, package: Path, tmp_path_factory: pytest.TempPathFactory) -> Checks:
    """One boot for all: checks by name."""
    given = tmp_path_factory.mktemp("unit") / "given"
    given.mkdir()
    shutil.copy(HERE.with_name("guest_unit.py"), given / "main.py")
    for file in (HERE.with_name("guest_tools.py"), ROOT / "hardware/pinout.toml", package):
        shutil.copy(file, given)
    shorter(shared_file("demo_call.ogg"), given / "call.wav")
    (given / "expected.json").write_text(json.dumps(cues_of(given / "call.wav", given.parent / "events")))
    (given / "later").mkdir()
    other_version(package, "0.2.0", given / "later")
    with Guest(given) as guest:
        return checks_of(guest, 1500.0)


def shorter(call: Path, to: Path) -> None:
    """The demo call without a stretch in which it lights nothing new: each second takes a guest 1.5 s of the host's."""
    samples, rate = soundfile.read(call, dtype="int16")
    from_s, to_s = 55, 82
    soundfile.write(to, np.concatenate([samples[: from_s * rate], samples[to_s * rate :]]), rate)


def cues_of(sound: Path, events: Path) -> list[tuple[float, str]]:
    """When which cue is shown, as a replay on this machine says."""
    settings = events.with_name("replay.toml")
    settings.write_text(AT_WORK, encoding="utf-8")
    replay = [sys.executable, "-m", "firmware_app", "replay", sound, "--events", events, "--settings", settings]
    subprocess.run(replay, check=True, stdout=subprocess.DEVNULL)
    told = [json.loads(line) for line in events.read_text().splitlines()]
    return [(one["t"], one["cue"]) for one in told if one["event"] == "cue" and one["on"]]


CHECKS = (
    "sound cards and lines are there",
    "the lines are the kiosk's, though udev read the rules too soon",
    "apt installs the package",
    *(f"{unit} is up after it" for unit in ("cuelight-wire", "cuelight-call", "cuelight-link", "cuelight")),
    "the target is enabled",
    "none of them is root",
    "the sockets are guarded at once",
    "nobody can log in",
    "replayed as installed, it shows the same cues",
    "the kiosk hears both sides",
    "the lamps of the call light, in order",
    "the button takes the cue away",
    "its watchdog restarts a kiosk that hangs",
    *(f"the kiosk can open no {family} socket" for family in ("INET", "INET6", "NETLINK", "PACKET")),
    *(
        f"the kiosk cannot write {path}"
        for path in ("/var/lib/open", "/var/lib/cuelight-wire", "/usr/lib/cuelight", "/etc/cuelight")
    ),
    "the kiosk can write its logbook's folder",
    "the kiosk cannot become root",
    "it is given up after five starts",
    "the status light tells fault 8",
    "and the call goes on",
    "started again, it is itself",
    "with settings that cannot be read the call goes on",
    "and its linker looks after it",
    "without any, the kiosk waits and nothing spins",
    "with settings it is itself again",
    "an upgrade cuts no call",
    "it is the next version",
    "and keeps the settings",
    "removed, it keeps settings and logbook",
    "purged, it leaves nothing",
    "done",
)


@pytest.mark.parametrize("name", CHECKS)
def test_in_the_guest(told: Checks, name: str) -> None:
    passed(told, name)


@pytest.mark.parametrize("name", ["README.md", "units.md", "CHANGELOG.md", "hardware/call-path.md", "privacy.md"])
def test_its_papers_are_in_the_package(package: Path, name: str) -> None:
    """As they are named in the units, and not compressed."""
    listed = subprocess.run(["dpkg-deb", "--contents", package], check=True, capture_output=True, text=True).stdout
    assert f"./usr/share/doc/cuelight/{name}\n" in listed


def test_made_again_elsewhere_it_is_the_same_to_the_byte(package: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "OUT": str(tmp_path)}
    subprocess.run([ROOT / "systemd/package.sh", "amd64"], check=True, stdout=subprocess.DEVNULL, env=environment)
    assert package.read_bytes() == (tmp_path / package.name).read_bytes()
