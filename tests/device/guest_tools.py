"""What the programs that run inside the guest have in common. One JSON line is printed a check."""

import json
import shutil
import subprocess
import sys
import time
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


def say(**told):
    """At the end all checks once more: now and then a line of the console's is torn by another one."""
    if told.get("done"):
        for one in _checks:
            print("TOLD " + json.dumps(one), flush=True)
    print("TOLD " + json.dumps(told), flush=True)


_checks = []


def check(name, ok, **more):
    _checks.append({"check": name, "ok": bool(ok), **more})
    say(**_checks[-1])


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
