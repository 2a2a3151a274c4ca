"""Files that take their name when they are whole: one of before is not lost to what cannot be finished."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TextIO, cast

from firmware_app.errors import InputError


def lay(path: Path, text: str, *, durable: bool = False) -> None:
    """Gives ``path`` the text, UTF-8, in one step: whoever reads has what was there before, or this.

    ``durable``: a power cut cannot halve it either, and afterwards it is there.

    Raises:
        OSError: it cannot be written.
    """
    part = path.with_name(f"{path.name}.part")
    part.write_text(text, encoding="utf-8", newline="")
    if durable:
        on_disk(part)
    part.replace(path)
    if durable:
        on_disk(path.parent)


def on_disk(path: Path) -> None:
    """A file, or a folder's list of names, is out of the kernel's hands."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def whole_file(path: Path, option: str) -> Iterator[TextIO]:
    """Text, UTF-8, to be written. ``option``: the word that names the path.

    Raises:
        InputError: the path cannot be written.
    """
    try:
        file = NamedTemporaryFile("w", encoding="utf-8", newline="\n", dir=path.parent, suffix=".part", delete=False)  # noqa: SIM115 - only the opening is the name's fault
    except OSError as error:
        raise InputError(f"{path}: cannot be written ({error.strerror}); give {option} a file that can") from error
    try:
        with file:
            yield cast(TextIO, file)
        Path(file.name).chmod(0o644)
        Path(file.name).replace(path)
    except BaseException:
        Path(file.name).unlink(missing_ok=True)
        raise
