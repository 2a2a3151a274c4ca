"""What lies on the boot partition for the unit to take: bytes from any PC, so nothing is believed of them."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from firmware_app.provisioning.secrets import blotted

NAME = "cuelight.toml"
_MOST_BYTES = 65_536
_HAD_KEY = (
    "holds a private key, which has been blotted out; a unit takes public halves alone. "
    "Who had the card had the key: make a new one"
)
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
        return Offer(problem=_instead(boot))
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except OSError as error:
        return Offer(problem=f"cannot be read ({error.strerror}); write it anew")
    if len(data) > _MOST_BYTES:
        return Offer(problem=f"is longer than {_MOST_BYTES} bytes; keep to settings")
    if blotted(data) != data:
        return Offer(problem=_HAD_KEY)
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


def near_miss(boot: Path) -> Path | None:
    """The file, under the name that Windows gives where it hides an ending, or that a person mistypes."""
    if (boot / NAME).exists():
        return None
    near = sorted(path for path in boot.glob("*") if _alike(path.name) and path.is_file())
    return near[0] if near else None


def _instead(boot: Path) -> str:
    near = near_miss(boot)
    if near is None:
        return ""
    try:
        with near.open("rb") as file:
            data = file.read(_MOST_BYTES)
    except OSError:
        data = b""
    return f"is not there, but {near.name} is; rename it" + (f". It {_HAD_KEY}" if blotted(data) != data else "")


def _alike(name: str) -> bool:
    low = name.lower()
    return low.startswith("cuelight") and ".toml" in low and "example" not in low
