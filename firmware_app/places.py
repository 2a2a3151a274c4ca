"""Names and words by which one program of the unit knows what another has done, where neither may import the other."""

from __future__ import annotations

from pathlib import Path

STICK_FOLDER = "cuelight"
"""All that is ours on a stick lies in it."""

BROKEN = "software: "
"""So begins the word of a part that fails by a fault of the program's own. A release on trial is judged by it."""

CLOCK_SET = Path("/run/cuelight-clock/set")
"""Made by root once in this start an authorised stick has brought the time."""

RELEASE_REFUSED = Path("/run/cuelight-release/refused")
"""Made by root where the release on the stick that is plugged in was refused."""

DATA_LOST = Path("/data/lost")
"""Made by the image's first program where the card's data partition cannot be mounted: what lies there is memory."""
