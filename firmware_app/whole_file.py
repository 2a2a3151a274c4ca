"""A file that takes its name when it is whole: one of before is not lost to what cannot be finished."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TextIO, cast

from firmware_app.errors import InputError


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
