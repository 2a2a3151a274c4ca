"""A bundle for one reader: a tar of it, encrypted to the trainer's key by age's own program.

What is sealed is signed inside: who can open it can check it, and nobody else learns even how much there is.
"""

from __future__ import annotations

import subprocess
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from firmware_app.errors import CuelightError, InputError

ENDING = ".tar.age"
_PROGRAM = "age"
_MOST_BYTES = 200_000_000
"""A year of a very busy desk is a tenth of it."""


def seal(folder: Path, sealed: Path, recipient: str) -> None:
    """Packs the files of a folder and encrypts them to ``recipient`` (age1…).

    Raises:
        CuelightError: the recipient is none, or age is not installed.
        OSError: it cannot be written.
    """
    with sealed.open("wb") as out:
        age = _started(["-r", recipient], stdin=subprocess.PIPE, stdout=out)
        assert age.stdin is not None
        # broken: age has ended, and says why
        with suppress(BrokenPipeError), tarfile.open(fileobj=age.stdin, mode="w|") as pack:
            for file in sorted(folder.iterdir()):
                pack.add(file, f"{folder.name}/{file.name}", filter=_nobodys)
        with suppress(BrokenPipeError):
            age.stdin.close()
        _ended(age, f"export.trainer_key: {recipient!r} cannot be encrypted to", CuelightError)


@contextmanager
def unsealed(sealed: Path, identity: Path | None) -> Iterator[Path]:
    """The folder that was sealed, for as long as it is looked at. ``identity``: the trainer's private key.

    Raises:
        InputError: it cannot be opened with that key, or holds something else.
    """
    if identity is None:
        raise InputError(f"{sealed}: is encrypted; give the trainer's key by --identity")
    with TemporaryDirectory(prefix="cuelight-") as place:
        folder = Path(place) / sealed.name.removesuffix(ENDING)
        folder.mkdir()
        age = _started(["-d", "-i", str(identity), str(sealed)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
        assert age.stdout is not None
        try:
            _unpack(age.stdout, folder)
        except (tarfile.TarError, EOFError, OSError, ValueError) as error:
            age.kill()
            _ended(age, f"{sealed}: cannot be opened with {identity}", InputError)
            raise InputError(f"{sealed}: is damaged; copy it anew") from error
        _ended(age, f"{sealed}: cannot be opened with {identity}", InputError)
        yield folder


def _unpack(file: IO[bytes], folder: Path) -> None:
    """Plain files by their last name, and no more than a bundle may hold: what is in a tar need not be ours."""
    room = _MOST_BYTES
    with tarfile.open(fileobj=file, mode="r|") as pack:
        for member in pack:
            content = pack.extractfile(member) if member.isreg() else None
            room -= member.size
            if content is None or room < 0:
                raise tarfile.TarError(member.name)
            (folder / Path(member.name).name).write_bytes(content.read())
    while file.read(1 << 16):
        pass  # the end of the encryption, which proves that nothing was cut off


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def _started(words: Sequence[str], *, stdin: int | IO[bytes], stdout: int | IO[bytes]) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen([_PROGRAM, *words], stdin=stdin, stdout=stdout, stderr=subprocess.PIPE)
    except OSError as error:
        raise CuelightError(f"{_PROGRAM}: {error.strerror}; install age") from error


def _ended(age: subprocess.Popen[bytes], line: str, kind: type[CuelightError]) -> None:
    told = (age.stderr.read() if age.stderr is not None else b"").decode(errors="replace").strip().splitlines()
    for pipe in (age.stdout, age.stderr):
        if pipe is not None:
            pipe.close()
    if age.wait():
        raise kind(f"{line} ({told[0] if told else age.returncode})")
