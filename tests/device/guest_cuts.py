"""Runs as root in a unit whose plug is going to be pulled: says what the last cut has left, then writes and writes."""

import hashlib
import json
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
    told["settings"] = hashlib.sha256(SETTINGS.read_bytes()).hexdigest() if SETTINGS.exists() else "none"
    told["id"] = Path("/etc/machine-id").read_text().strip()
    told["aside"] = sorted(path.name for path in LOGBOOK.parent.glob("logbook-*"))
    told["lost"] = Path("/data/lost").exists()
    return told


def main():
    wait(lambda: os.path.ismount("/var/lib/cuelight"), 20)
    before = left()
    say(left=before)
    print("MARK up now", flush=True)
    store, clock = Store(LOGBOOK, LIMITS), Clock()
    sh("chown", "-R", "cuelight:cuelight", str(LOGBOOK.parent))
    number = max(before["calls"], default=0)
    while True:
        number += 1
        store.add(replace(CALL, began_s=clock.now().up_s, length_s=float(number)), clock.now())
        print("TOLD " + json.dumps({"kept": number}), flush=True)
        text = f"# {number}\n[logbook]\nkeep_days = 366\n" + "# as long as it may be\n" * random.randrange(500)
        mark = hashlib.sha256(text.encode()).hexdigest()
        print("TOLD " + json.dumps({"about": mark}), flush=True)
        take(Offer(text), SETTINGS)
        print("TOLD " + json.dumps({"settings": mark}), flush=True)
        time.sleep(random.uniform(0.0, 0.3))


if __name__ == "__main__":
    main()
