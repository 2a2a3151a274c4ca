"""What root does with releases: ``cuelight release start``, ``take``, ``judge``, ``fall-back``. See `release`."""

from __future__ import annotations

import argparse
import fcntl
import json
import platform
import subprocess
import sys
import time
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from firmware_app import __version__
from firmware_app.errors import CuelightError
from firmware_app.logbook import now
from firmware_app.places import BROKEN, RELEASE_REFUSED, STICK_FOLDER
from firmware_app.release import SHIPPED, Choice, Shelf, chosen, kept, version_in, version_of
from firmware_app.release.shelf import ENDING
from firmware_app.settings import LogbookSettings
from firmware_app.settings_file import DEFAULT_PATH
from firmware_app.stick import mounted_at, volume_at
from firmware_app.stick.token import check_token

RUNNING = Path("/run/cuelight-release")
"""``app``: where what runs is mounted; /usr/bin/cuelight looks there. ``trial``: is there while it is on trial."""
_HOME = Path("/data/releases")
_SIGNERS = Path("/etc/cuelight-release.signers")
_MACHINES = {"aarch64": "arm64", "x86_64": "amd64"}
_HEALTHY_S = 60.0
_LOOK_S = 2.0
_KIOSK = "cuelight.service"
_CALL = "cuelight-call.service"
_UNITS = (_KIOSK, "cuelight-link.service")


def start(_: argparse.Namespace) -> int:
    """``cuelight release start``: at the unit's start, before all else of Cuelight."""
    with _alone():
        choice = chosen(_HOME)
        after = choice.started()
        if after != choice:
            kept(_HOME, after)
        _run_by(after)
    return 0


def take(arguments: argparse.Namespace) -> int:
    """``cuelight release take``: of an authorised stick that is mounted. None on it: nothing to do."""
    RELEASE_REFUSED.unlink(missing_ok=True)
    folder = mounted_at(arguments.device) / STICK_FOLDER
    if not _HOME.is_dir() or folder.is_symlink():
        return 0
    offered = list(folder.glob(f"*-{_MACHINES.get(platform.machine(), '')}{ENDING}"))
    if not offered or not _of_the_site(arguments.device):
        return 0
    try:
        with _alone():
            _take(max(offered, key=lambda file: version_in(file.name)))
    except (CuelightError, OSError):
        _folder(RUNNING)
        RELEASE_REFUSED.touch()
        raise
    return 0


def judge(_: argparse.Namespace) -> int:
    """``cuelight release judge``: waits until kiosk, linker and call have run for a minute without a fault of ours."""
    judged = chosen(_HOME).current
    since, seen = time.monotonic(), _standing()
    end = since + 3 * _HEALTHY_S
    while time.monotonic() < end:
        time.sleep(_LOOK_S)
        found = _standing()
        if any(state == "failed" for _, state in found):
            break  # systemd has given it up
        if found != seen or not all(state == "active" for _, state in found) or _broken():
            since, seen = time.monotonic(), found
        if time.monotonic() - since >= _HEALTHY_S:
            _healthy(judged)
            return 0
    raise CuelightError("release: the new one does not come up healthy; the former one is taken again")


def fall_back(_: argparse.Namespace) -> int:
    """``cuelight release fall-back``: the former release, now."""
    with _alone():
        choice = chosen(_HOME).fallen_back()
        kept(_HOME, choice)
        _run_by(choice)
    if _standing(_CALL)[0][1] == "failed":  # by what the new one made of the wiring: there is no call to cut
        _do("systemctl", "reset-failed", _CALL)
        _do("systemctl", "--no-block", "restart", "cuelight-wire.service", _CALL)
    _restart()
    return 0


@contextmanager
def _alone() -> Iterator[None]:
    """Two sticks at a time, or a stick and a judge: one after the other."""
    _folder(RUNNING)
    with (RUNNING / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _of_the_site(device: Path) -> bool:
    """Whether the stick is authorised; where it is not, the exporter says why.

    Looked at here, by the image's own code and by one key of the settings alone: no update, and no setting that only
    an update knows, can keep the next one out.
    """
    try:
        site_key = tomllib.loads(DEFAULT_PATH.read_text(encoding="utf-8"))["export"]["site_key"]
        check_token(mounted_at(device), volume_at(device), str(site_key), now(LogbookSettings()))
    except (CuelightError, OSError, ValueError, KeyError, TypeError):
        return False
    return True


def _healthy(judged: str) -> None:
    with _alone():
        choice = chosen(_HOME)
        if choice.current != judged:
            return  # another one was taken meanwhile, and is on trial itself
        after = choice.healthy()
        kept(_HOME, after)
        (RUNNING / "trial").unlink(missing_ok=True)
    left = "has to show itself after a start, too" if after.trial else "stays"
    print(f"cuelight: the new release is healthy, and {left}")


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
        choice = choice.fallen_back(damaged=True)
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


def _broken() -> bool:
    """Whether the kiosk says that a part of it fails by a fault of the program: it goes on, and its lamps may not."""
    words = ["systemctl", "show", "--value", "-p", "StatusText", _KIOSK]
    told = subprocess.run(words, capture_output=True, text=True, check=False).stdout
    return any(line.startswith(BROKEN) for line in told.split("; "))


def _standing(*units: str) -> list[tuple[str, str]]:
    """Process and state of each unit that a release runs in; one that has nothing to do here counts as active."""
    found = []
    for unit in units or (*_UNITS, _CALL):
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
