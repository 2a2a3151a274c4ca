"""What the programs that run inside the guest have in common: each check is told to the host as one JSON line.

All times are the guest's own, which counts its instructions (``tools/guest/machine.py``): a busy host changes none.
"""

import functools
import json
import os
import shutil
import subprocess
import sys
import termios
import time
import tty as tty_modes
from pathlib import Path

GIVEN = Path(__file__).parent
# the program as it is installed, for those that look at it from inside
sys.path += ["/usr/lib/cuelight", "/usr/lib/cuelight/wheels"]
SIZE = 64 << 20
"""A stick's."""
LARGER = {"vfat": 300 << 20}
"""FAT32 by clusters of 4 kB, as on any stick of today, is no smaller."""
TIME = 1_811_000_000
"""What a stick brings: in May 2027."""
HEAD = 1 << 20
"""Where many are laid one after another on a big one, none begins here: it is no stick itself."""


def sh(*words, timeout=120.0, **how):
    try:
        return subprocess.run(words, capture_output=True, text=True, check=False, timeout=timeout, **how)
    except subprocess.TimeoutExpired:
        return subprocess.CompletedProcess(words, 124, "", "took too long")


@functools.cache
def port():
    """The serial port to the host, a PCI card of its own: the console has other writers."""
    (tty,) = Path("/sys/bus/pci/devices").glob("*/tty/ttyS*")
    fd = os.open(f"/dev/{tty.name}", os.O_RDWR | os.O_NOCTTY)
    tty_modes.setraw(fd)
    return os.fdopen(fd, "r+b", buffering=0)


def say(**told):
    """To the host, as one line."""
    port().write(json.dumps(told).encode() + b"\n")
    termios.tcdrain(port())  # whatever happens to this machine in the next moment


def ask(verb, name):
    """The host does something for this machine; returns when it is done, whatever the time is by then."""
    say(ask=[verb, name])
    while port().read(1) != b"\n":
        pass


def check(name, ok, **more):
    say(check=name, ok=bool(ok), **more)


def wait(condition, seconds):
    """Seconds until it holds; None: it did not."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if condition():
            return round(time.monotonic() - began, 2)
        time.sleep(0.05)
    return None


def install_program():
    """As the package will: files, users, units."""
    shutil.copytree(GIVEN / "firmware_app", "/usr/lib/python3/dist-packages/firmware_app")
    Path("/usr/bin/cuelight").write_text('#!/bin/sh\nexec /usr/bin/python3 -I -m firmware_app "$@"\n')
    Path("/usr/bin/cuelight").chmod(0o755)
    for unit in (GIVEN / "systemd").glob("*.service"):
        shutil.copy(unit, "/etc/systemd/system")
    Path("/etc/sysusers.d").mkdir(exist_ok=True)
    shutil.copy(GIVEN / "systemd/cuelight.sysusers", "/etc/sysusers.d/cuelight.conf")
    sh("systemd-sysusers")
