"""What IT offered on the boot partition, on a unit that was made from the image."""

from __future__ import annotations

from firmware_app.doctor.finding import Finding, Verdict
from firmware_app.doctor.place import Place
from firmware_app.provisioning import read_word
from firmware_app.settings import Settings


def settings_taken(_: Settings, place: Place) -> Finding:
    """Taken, or why not."""
    problems = read_word(place.path("run/cuelight-provision")).problems
    if problems:
        return Finding("settings", Verdict.BAD, "; ".join(problems), "mend cuelight.toml on the card's boot partition")
    return Finding("settings", Verdict.OK, "read")
