"""What the device tests start from, in which order they run, and how long each file took."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from tools.guest.draw import Draw
from tools.guest.speed import factor

ROOT = Path(__file__).resolve().parents[2]
# two workers take a file each: those that wait for an image to be made begin, the rest in order of their length
ORDER = ("test_pi.py", "test_stick.py", "test_image.py", "test_unit.py", "test_power_cuts.py", "test_pi_image.py")


def pytest_configure() -> None:
    """One seed for all workers, which inherit it."""
    os.environ["SEED"] = str(Draw.of_environment().seed)


def pytest_report_header() -> str:
    """What it takes to run the same again."""
    draw = Draw.of_environment()
    tier = "everything" if draw.full else f"the quick tier, SEED={draw.seed} draws the same again"
    return f"device tests: {tier}; this machine is {factor():.1f} times slower than the reference"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A worker takes a file at a time, for its tests share what it boots."""
    items.sort(key=lambda item: ORDER.index(item.path.name) if item.path.name in ORDER else len(ORDER))


_took: defaultdict[str, float] = defaultdict(float)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Adds up; under xdist, in the process that prints."""
    _took[report.nodeid.partition("::")[0]] += report.duration


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Each file's time."""
    terminalreporter.section("time by file, waiting for what is made included")
    for name, seconds in sorted(_took.items(), key=lambda one: -one[1]):
        terminalreporter.write_line(f"{seconds:7.0f} s  {name}")


@pytest.fixture(scope="session")
def draw() -> Draw:
    """What this run does of what is drawn."""
    return Draw.of_environment()


IMAGE = ROOT / "systemd/image/make.sh"
Make: TypeAlias = Callable[..., None]


@pytest.fixture(scope="session")
def make(pytestconfig: pytest.Config) -> Make:
    """Runs one of the project's scripts, one worker at a time for each ``lock``, and says so on the terminal."""
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")

    def say(text: str) -> None:
        with capture.global_and_fixture_disabled():
            print(f"== {text}", file=sys.stderr, flush=True)

    def made(what: str, lock: str, *words: str | Path, **environment: str) -> None:
        (ROOT / "build").mkdir(exist_ok=True)
        with (ROOT / f"build/.making-{lock}").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            say(f"making {what} …")
            began = time.monotonic()
            subprocess.run(words, check=True, env={**os.environ, **environment})
            say(f"{what}: made in {time.monotonic() - began:.0f} s")

    return made


@pytest.fixture(scope="session")
def guest_root(make: Make) -> None:
    """The Debian guest, made once."""
    make("the Debian guest", "guest", ROOT / "tools/guest/make.sh")


@pytest.fixture(scope="session")
def release_key(make: Make) -> Path:
    """The private key of who may release, as far as the amd64 image knows."""
    key = ROOT / "build/image/test-release"
    key.parent.mkdir(parents=True, exist_ok=True)
    make("a release key", "key", "sh", "-c", '[ -e "$0" ] || ssh-keygen -q -t ed25519 -N "" -f "$0"', key)
    return key


@pytest.fixture(scope="session")
def package(make: Make) -> Path:
    """As `make package` makes it, of this checkout."""
    make("the amd64 package", "amd64", ROOT / "systemd/package.sh", "amd64")
    (made,) = (ROOT / "build/deb").glob("cuelight_*_amd64.deb")
    return made


@pytest.fixture(scope="session")
def amd64_image(make: Make, release_key: Path) -> str:
    """Made of this checkout, once for all; the architecture's name."""
    make("the amd64 image", "amd64", IMAGE, "amd64", RELEASE_KEY=f"{release_key}.pub", PACK="fast")
    return "amd64"


@pytest.fixture(scope="session")
def arm64_image(make: Make, draw: Draw) -> str:
    """The Pi's, of this checkout; the architecture's name. In a full run as `make image` makes it to the byte."""
    make("the Pi's image", "arm64", IMAGE, "arm64", PACK="" if draw.full else "fast")
    return "arm64"
