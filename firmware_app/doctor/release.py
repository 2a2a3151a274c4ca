"""Which release runs, on a unit that was made from the image."""

from __future__ import annotations

from firmware_app import __version__
from firmware_app.doctor.finding import Finding, Verdict
from firmware_app.doctor.place import Place
from firmware_app.release import SHIPPED, chosen
from firmware_app.settings import Settings


def release(_: Settings, place: Place) -> Finding:
    """The one that was chosen, and what became of the last update."""
    folder = place.path("data/releases")
    if not folder.is_dir():
        return Finding("release", Verdict.OK, f"{__version__}, by Debian's package")
    choice = chosen(folder)
    if choice.trial:
        return Finding(
            "release",
            Verdict.LOOK,
            f"{choice.current}, on trial",
            "it stays once it has come up well after a start, too: switch the unit off and on",
        )
    found = f"{__version__}, {'of the image' if choice.current == SHIPPED else 'by update'}"
    if choice.refused:
        mend = "tell who made it; the journal of cuelight-trial has the reason until the unit is switched off"
        return Finding("release", Verdict.LOOK, f"{found}; {choice.refused} did not come up healthy", mend)
    return Finding("release", Verdict.OK, found)
