"""Runs as root in a unit whose plug is going to be pulled: says what the last cut has left, then writes and writes."""

import hashlib
import os
import random
import sqlite3
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from guest_tools import say, sh, wait

from firmware_app.logbook import CallRecord, Clock, Limits, opened, read_calls
from firmware_app.logbook.store import Store
from firmware_app.provisioning.offer import Offer
from firmware_app.provisioning.taking import take

LOGBOOK = Path("/var/lib/cuelight/logbook.db")
SETTINGS = Path("/etc/cuelight/cuelight.toml")
NUMBERS = (0.0, 0.0, 81.53, 97.21, 3, 2.75, 1, 4, 2, 1.46, 4.42, 5.31, 0.21, 48.25, 2, 71.5, False)
CALL = CallRecord(*NUMBERS, *(0.0,) * 5)
LIMITS = Limits(keep_days=366)


def left():
    """What the cut has left, before anything is written."""
    told = {"calls": [], "sound": "none"}
    if LOGBOOK.exists():
        with closing(sqlite3.connect(LOGBOOK)) as file:
            told["sound"] = file.execute("PRAGMA integrity_check").fetchone()[0]
        with opened(LOGBOOK) as file:
            told["calls"] = [round(logged.call.length_s) for logged in read_calls(file)]
    told["settings"] = number_of(SETTINGS.read_text()) if SETTINGS.exists() else 0
    told["id"] = Path("/etc/machine-id").read_text().strip()
    told["aside"] = sorted(path.name for path in LOGBOOK.parent.glob("logbook-*"))
    told["lost"] = Path("/data/lost").exists()
    return told


def settings(number):
    """Of any length, and with a seal by which a part of them is found out."""
    body = f"# {number}\n[logbook]\nkeep_days = 366\n" + "# as long as it may be\n" * random.randrange(500)
    return f"{body}# {hashlib.sha256(body.encode()).hexdigest()}\n"


def number_of(text):
    """Which they are; -1: they are not whole."""
    body, seal = text[:-67], text[-67:]
    return int(body.split()[1]) if seal == f"# {hashlib.sha256(body.encode()).hexdigest()}\n" else -1


def main():
    wait(lambda: os.path.ismount("/var/lib/cuelight"), 20)
    before = left()
    say(left=before)
    store, clock = Store(LOGBOOK, LIMITS), Clock()
    sh("chown", "-R", "cuelight:cuelight", str(LOGBOOK.parent))
    number = max(before["calls"], default=0)
    while True:
        number += 1
        store.add(replace(CALL, began_s=clock.now().up_s, length_s=float(number)), clock.now())
        say(kept=number)
        take(Offer(settings(number)), SETTINGS)
        say(settings=number)
        time.sleep(random.uniform(0.0, 0.3))


if __name__ == "__main__":
    main()
