"""What root does with releases: ``cuelight release start``, ``take``, ``judge``, ``fall-back``. See `release`."""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import time
from pathlib import Path

from firmware_app import __version__
from firmware_app.errors import CuelightError
from firmware_app.places import RELEASE_REFUSED
from firmware_app.release import SHIPPED, Choice, Shelf, chosen, kept, version_of
from firmware_app.release.shelf import ENDING
from firmware_app.stick import mounted_at
from firmware_app.stick.note import FOLDER

RUNNING = Path("/run/cuelight-release")
"""``app``: where what runs is mounted; /usr/bin/cuelight looks there. ``trial``: is there while it is on trial."""
_HOME = Path("/data/releases")
_SIGNERS = Path("/etc/cuelight-release.signers")
_MACHINES = {"aarch64": "arm64", "x86_64": "amd64"}
_HEALTHY_S = 60.0
_LOOK_S = 2.0
_UNITS = ("cuelight.service", "cuelight-link.service")


def start(_: argparse.Namespace) -> int:
    """``cuelight release start``: at the unit's start, before all else of Cuelight."""
    choice = chosen(_HOME)
    after = choice.started()
    if after != choice:
        kept(_HOME, after)
    _run_by(after)
    return 0


def take(arguments: argparse.Namespace) -> int:
    """``cuelight release take``: of an authorised stick that is mounted. None on it: nothing to do."""
    RELEASE_REFUSED.unlink(missing_ok=True)
    folder = mounted_at(arguments.device) / FOLDER
    if not _HOME.is_dir() or folder.is_symlink():
        return 0
    offered = sorted(folder.glob(f"*-{_MACHINES.get(platform.machine(), '')}{ENDING}"))
    if not offered:
        return 0
    try:
        _take(offered[-1])
    except (CuelightError, OSError):
        _folder(RUNNING)
        RELEASE_REFUSED.touch()
        raise
    return 0


def judge(_: argparse.Namespace) -> int:
    """``cuelight release judge``: waits until kiosk and linker have run for a minute without falling."""
    since, seen = time.monotonic(), _standing()
    end = since + 3 * _HEALTHY_S
    while time.monotonic() < end:
        time.sleep(_LOOK_S)
        now = _standing()
        if any(state == "failed" for _, state in now):
            break  # systemd has given it up
        if now != seen or not all(state == "active" for _, state in now):
            since, seen = time.monotonic(), now
        if time.monotonic() - since >= _HEALTHY_S:
            kept(_HOME, chosen(_HOME).healthy())
            (RUNNING / "trial").unlink(missing_ok=True)
            print("cuelight: the new release is healthy, and stays")
            return 0
    raise CuelightError("release: the new one does not come up healthy; the former one is taken again")


def fall_back(_: argparse.Namespace) -> int:
    """``cuelight release fall-back``: the former release, now."""
    choice = chosen(_HOME).fallen_back()
    kept(_HOME, choice)
    _run_by(choice)
    _restart()
    return 0


def _take(offered: Path) -> None:
    shelf, choice = Shelf(_HOME, _SIGNERS), chosen(_HOME)
    incoming = shelf.bring(offered)
    try:
        version = _version_in(incoming)
        newest = max(version_of(each) for each in (__version__, choice.current, choice.refused) if each)
        if version == (choice.current or __version__):
            return  # the stick goes from desk to desk, and comes by twice
        if version_of(version) <= newest:
            raise CuelightError(f"{offered.name}: is {version}, and not newer than what is or was here")
        shelf.put(incoming, version, {choice.current, choice.former})
    finally:
        shelf.clear(incoming)
    choice = choice.taken(version)
    kept(_HOME, choice)
    _run_by(choice.started())
    print(f"cuelight: {version} is taken, on trial")
    _restart()


def _version_in(file: Path) -> str:
    """By its own word, which is signed."""
    place = RUNNING / "new"
    _mount(file, place)
    try:
        told = json.loads((place / "release.json").read_text(encoding="ascii"))
        version = str(told["version"])
        version_of(version)
        if told["architecture"] != _MACHINES.get(platform.machine()):
            raise CuelightError(f"{file.name}: is for {told['architecture']}")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CuelightError(f"{file.name}: is no release of ours ({error})") from error
    finally:
        _do("umount", str(place))
    return version


def _run_by(choice: Choice) -> None:
    """Mounts what is chosen; what cannot be, or is not as it was signed, is fallen back from."""
    place, shelf = RUNNING / "app", Shelf(_HOME, _SIGNERS)
    while place.is_mount():
        _do("umount", "--lazy", str(place))
    while choice.current != SHIPPED:
        try:
            if shelf.whole(shelf.path(choice.current)):
                _mount(shelf.path(choice.current), place)
                break
            why = "is not as it was signed"
        except CuelightError as error:
            why = str(error)
        print(f"cuelight: release {choice.current}: {why}; the former one is taken", file=sys.stderr)
        choice = choice.fallen_back()
        kept(_HOME, choice)
    if choice.trial:
        (RUNNING / "trial").touch()
    else:
        (RUNNING / "trial").unlink(missing_ok=True)


def _mount(file: Path, place: Path) -> None:
    _folder(RUNNING)
    _folder(place)
    _do("mount", "-t", "squashfs", "-o", "loop,ro,nodev,nosuid", str(file), str(place))


def _folder(place: Path) -> None:
    """Whatever the unit's umask: who runs what lies there is not root."""
    place.mkdir(exist_ok=True)
    place.chmod(0o755)


def _restart() -> None:
    """Neither carries the call: it goes on, and the lights are dark for some seconds."""
    _do("systemctl", "reset-failed", *_UNITS)
    _do("systemctl", "--no-block", "restart", *_UNITS)
    if (RUNNING / "trial").exists():
        _do("systemctl", "--no-block", "restart", "cuelight-trial.service")


def _standing() -> list[tuple[str, str]]:
    """Process and state of each unit that a release runs in; one that has nothing to do here counts as active."""
    found = []
    for unit in _UNITS:
        words = ("show", "--value", "-p", "MainPID", "-p", "ActiveState", "-p", "ConditionResult", unit)
        done = subprocess.run(["systemctl", *words], capture_output=True, text=True, check=False)
        told = done.stdout.split()
        pid, state, wanted = told if len(told) == 3 else ("0", "unknown", "yes")
        found.append((pid, "active" if wanted == "no" else state))
    return found


def _do(*words: str) -> None:
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CuelightError(f"{words[0]}: {(done.stderr.strip().splitlines() or ['failed'])[0]}")
