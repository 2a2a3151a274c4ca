"""Signatures by OpenSSH's own program, Ed25519: any PC that has ``ssh-keygen`` checks them without us.

A signature is for one purpose (its namespace): what was signed as a bundle is no stick's token, and the other way.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any

from firmware_app.errors import CuelightError, InputError
from firmware_app.whole_file import on_disk

BUNDLE = "cuelight-bundle"
STICK = "cuelight-stick"
CLOCK = "cuelight-clock"
RELEASE = "cuelight-release"
_PROGRAM = "ssh-keygen"
_KEY = "device_key"


def device_key(folder: Path, device: str) -> Path:
    """The unit's own key, made when it is first wanted, and never handed out.

    Raises:
        CuelightError: it cannot be made.
    """
    key = folder / _KEY
    if not _whole(key):
        with tempfile.TemporaryDirectory(prefix=".key-", dir=folder) as place:
            new = Path(place) / _KEY
            _run(["-q", "-t", "ed25519", "-N", "", "-C", device, "-f", str(new)])
            owner = folder.stat()
            for part in (new.with_suffix(".pub"), new):  # the private half last: with it the key is whole
                if os.geteuid() == 0:
                    os.chown(part, owner.st_uid, owner.st_gid)
                on_disk(part)
                part.replace(folder / part.name)
            on_disk(folder)
    return key


def _whole(key: Path) -> bool:
    """Both halves are there, and the private one can be read: power may have gone while they were made."""
    if not key.exists() or not key.with_suffix(".pub").exists():
        return False
    return _passes(["-y", "-P", "", "-f", str(key)], b"")


def public_key(key: Path) -> str:
    """The public half, one line: kind and key. Under which name it is listed is the reader's to say, not the key's."""
    return " ".join(key.with_suffix(".pub").read_text(encoding="ascii").split()[:2])


def sign(file: Path, key: Path, purpose: str) -> Path:
    """Signs a file; the signature lies beside it, with ``.sig`` at the end of its name.

    Raises:
        CuelightError: it cannot be signed.
    """
    _run(["-Y", "sign", "-q", "-f", str(key), "-n", purpose, str(file)])
    return file.with_name(file.name + ".sig")


def signed_by(data: bytes, signature: Path, purpose: str, name: str, trusted: Path) -> bool:
    """Whether one of ``trusted`` (an allowed_signers file, ssh-keygen(1)) signed it, as ``name``."""
    words = ["-Y", "verify", "-q", "-f", str(trusted), "-I", name, "-n", purpose, "-s", str(signature)]
    return _passes(words, data)


def signed_file(file: Path, signature: Path, purpose: str, name: str, trusted: Path) -> bool:
    """The same of a file that is too large to be held in memory."""
    words = ["-Y", "verify", "-q", "-f", str(trusted), "-I", name, "-n", purpose, "-s", str(signature)]
    with file.open("rb") as data:
        return _started(words, data).returncode == 0


def signed_with(data: bytes, signature: Path, purpose: str, public: str) -> bool:
    """Whether the owner of this very public key signed it."""
    kind_and_key = " ".join(public.split()[:2])
    with tempfile.NamedTemporaryFile("w", encoding="ascii", suffix=".signers") as trusted:
        trusted.write(f"* {kind_and_key}\n")
        trusted.flush()
        return signed_by(data, signature, purpose, "anyone", Path(trusted.name))


def check_trusted(file: Path) -> None:
    """An allowed_signers file is there, and names somebody.

    Raises:
        InputError: it is not, or does not.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{file}: cannot be read as a list of signers ({error})") from error
    if not any("ssh-ed25519 " in line for line in text.splitlines() if not line.startswith("#")):
        raise InputError(f"{file}: names no signer; each line is DEVICE ssh-ed25519 KEY, as `cuelight key` prints it")


def _passes(words: Sequence[str], data: bytes) -> bool:
    return _started(words, data).returncode == 0


def _run(words: Sequence[str]) -> None:
    done = _started(words, b"")
    if done.returncode:
        told = done.stderr.decode(errors="replace").strip().splitlines()
        raise CuelightError(f"{_PROGRAM}: {told[-1] if told else done.returncode}")


def _started(words: Sequence[str], data: bytes | IO[bytes]) -> subprocess.CompletedProcess[bytes]:
    given: dict[str, Any] = {"input": data} if isinstance(data, bytes) else {"stdin": data}
    try:
        return subprocess.run([_PROGRAM, *words], capture_output=True, check=False, **given)
    except OSError as error:
        raise CuelightError(f"{_PROGRAM}: {error.strerror}; install openssh-client") from error
