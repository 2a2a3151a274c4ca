"""Versions, in order."""

from __future__ import annotations

import re
from typing import TypeAlias

Version: TypeAlias = tuple[int, int, int]
_FORM = re.compile(r"(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})\.(0|[1-9]\d{0,5})")


def version_in(name: str) -> Version:
    """Of a file such as ``cuelight-0.2.10-arm64.update``; the oldest there could be, where its name tells none."""
    found = _FORM.search(name)
    return version_of(found[0]) if found else (0, 0, 0)


def version_of(text: str) -> Version:
    """``0.2.10`` is later than ``0.2.9``.

    Raises:
        ValueError: it is none.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no version such as 0.2.0")
    return int(found[1]), int(found[2]), int(found[3])
