"""A bundle's manifest: what it holds, by hash, and from where. The signature over it makes the bundle whole."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from firmware_app.bundle.columns import VERSION
from firmware_app.errors import InputError
from firmware_app.logbook.place import NAME
from firmware_app.signing import BUNDLE, signed_by, signed_with

MANIFEST = "manifest.json"
SIGNATURE = "manifest.json.sig"
_MOST_BYTES = 1_000_000
_CHUNK = 1 << 20
_KEY = re.compile(r"ssh-ed25519 [A-Za-z0-9+/=]{1,200}")
_KINDS = {
    "version": int,
    "device": str,
    "log": str,
    "made": str,
    "software": str,
    "calls": int,
    "first": int,
    "last": int,
    "remark": str,
    "key": str,
    "files": dict,
}
_SINCE_2 = {"mood_lit": int, "mood_wrong": int}


@dataclass(frozen=True)
class Manifest:
    """``made``: local time, ISO 8601; empty: the clock was not set. ``first``, ``last``: numbers of calls of ``log``.

    ``remark``: what a reader has to know. ``key``: the unit's public key. ``files``: SHA-256 of each, by name.
    ``mood_lit``: calls of ``log`` in which the mood light came on; ``mood_wrong``: of these, called wrong by the agent.
    """

    version: int
    device: str
    log: str
    made: str
    software: str
    calls: int
    first: int
    last: int
    remark: str
    key: str
    files: Mapping[str, str]
    mood_lit: int = 0
    mood_wrong: int = 0

    def save(self, folder: Path) -> Path:
        """Writes it; the path."""
        path = folder / MANIFEST
        path.write_text(json.dumps(asdict(self), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        return path


def hash_of(path: Path) -> str:
    """SHA-256, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def checked(folder: Path, trusted: Path | None) -> Manifest:
    """The manifest of a whole, true bundle. ``trusted``: who may sign (allowed_signers); None: the unit's own key.

    Raises:
        InputError: it is unfinished, newer, forged or damaged: one line that says which.
    """
    data = _read(folder / MANIFEST)
    if not (folder / SIGNATURE).is_file():
        raise InputError(f"{folder}: has no signature: its export was not finished; export it again")
    manifest = _parsed(folder, data)
    if not _signed(manifest, data, folder / SIGNATURE, trusted):
        by = "its own key" if trusted is None else f"any key of {trusted} for {manifest.device}"
        raise InputError(f"{folder}: its signature is not by {by}: forged, damaged, or of a unit not listed")
    for name, expected in manifest.files.items():
        if Path(name).name != name or not (folder / name).is_file() or (folder / name).is_symlink():
            raise InputError(f"{folder / name}: is missing; copy the bundle anew")
        if hash_of(folder / name) != expected:
            raise InputError(f"{folder / name}: is not as it was signed; copy the bundle anew")
    return manifest


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_MOST_BYTES)
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}; name the folder of a bundle") from error


def _parsed(folder: Path, data: bytes) -> Manifest:
    try:
        told: Any = json.loads(data)
        version = told["version"]
        if isinstance(version, int) and version > VERSION:
            raise InputError(f"{folder}: of version {version}, and this program reads {VERSION}; update it")
        if _right(told):
            return Manifest(**told)
        why: Exception | None = None
    except (KeyError, TypeError, ValueError, RecursionError) as error:
        why = error
    raise InputError(f"{folder / MANIFEST}: is damaged; copy the bundle anew") from why


def _right(told: dict[str, Any]) -> bool:
    kinds = _KINDS | (_SINCE_2 if told["version"] >= 2 else {})
    right = set(told) == set(kinds) and all(isinstance(told[name], kind) for name, kind in kinds.items())
    return (
        right
        and all(isinstance(value, str) for value in told["files"].values())
        and NAME.fullmatch(told["device"]) is not None
        and _KEY.fullmatch(told["key"]) is not None
        and 0 <= told.get("mood_wrong", 0) <= told.get("mood_lit", 0)
    )


def _signed(manifest: Manifest, data: bytes, signature: Path, trusted: Path | None) -> bool:
    if trusted is None:
        return signed_with(data, signature, BUNDLE, manifest.key)
    return signed_by(data, signature, BUNDLE, manifest.device, trusted)
