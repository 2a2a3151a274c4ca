"""What lies on the boot partition for the unit to take: bytes from any PC, so nothing is believed of them."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from firmware_app.provisioning.secrets import blotted

NAME = "cuelight.toml"
_MOST_BYTES = 65_536
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True)
class Offer:
    """``text``: of cuelight.toml; None: it is not there. ``problem``: what is wrong with the file as a file."""

    text: str | None = None
    problem: str = ""


def offered(boot: Path) -> Offer:
    """The file on a mounted boot partition. None there and no problem: nothing is offered."""
    path = boot / NAME
    if not path.exists():
        return Offer(problem=_near_miss(boot))
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        return Offer(problem=f"cannot be read ({error.strerror}); write it anew")
    if len(data) > _MOST_BYTES:
        return Offer(problem=f"is longer than {_MOST_BYTES} bytes; keep to settings")
    if blotted(data) != data:
        return Offer(
            problem="holds a private key, which has been blotted out; a unit takes public halves alone. "
            "Who had the card had the key: make a new one"
        )
    return _text(data)


def _text(data: bytes) -> Offer:
    if data.startswith(_WIDE):
        return Offer(problem='is UTF-16 ("Unicode") text; save it as UTF-8')
    try:
        return Offer(data.decode("utf-8-sig").replace("\r\n", "\n"))
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return Offer(
            problem=f'is not UTF-8 text in line {line} (an umlaut, perhaps, saved as "ANSI"); save it as UTF-8'
        )


def _near_miss(boot: Path) -> str:
    """The name that Windows gives where it hides a file's ending, or that a person mistypes."""
    near = sorted(path.name for path in boot.glob("*") if _alike(path.name))
    return f"is not there, but {near[0]} is; rename it" if near else ""


def _alike(name: str) -> bool:
    low = name.lower()
    return low.startswith("cuelight") and ".toml" in low and "example" not in low
