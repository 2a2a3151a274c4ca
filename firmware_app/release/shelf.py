"""The releases on the data partition: a squashfs file each, and its signature."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from firmware_app.errors import CuelightError
from firmware_app.signing import RELEASE, signed_file
from firmware_app.whole_file import on_disk

ENDING = ".update"
_INCOMING = "incoming"
_MOST_BYTES = 96 << 20
_SPARE_BYTES = 48 << 20
"""Left to the logbook, whatever comes."""


@dataclass(frozen=True)
class Shelf:
    """``folder``: on the data partition. ``signers``: who may release, an allowed_signers file of the image's."""

    folder: Path
    signers: Path

    def path(self, version: str) -> Path:
        """Where a release lies."""
        return self.folder / f"{version}{ENDING}"

    def whole(self, file: Path) -> bool:
        """Whether it is as it was signed."""
        signature = signature_of(file)
        return file.is_file() and signature.is_file() and signed_file(file, signature, RELEASE, "release", self.signers)

    def bring(self, offered: Path) -> Path:
        """Copies what a stick offers, and checks the copy: whoever holds the stick cannot change that any more.

        Raises:
            CuelightError: it is too large, there is no room, or it is not signed by who may release.
        """
        if not self.signers.is_file():
            raise CuelightError(f"{offered.name}: this image names nobody who may release; make one with RELEASE_KEY")
        incoming = self.folder / f"{_INCOMING}{ENDING}"
        self.clear(incoming)
        try:
            _copied(offered, incoming)
            _copied(signature_of(offered), signature_of(incoming))
            self._check(incoming, offered.name)
        except OSError as error:
            self.clear(incoming)
            raise CuelightError(f"{offered.name}: cannot be read ({error.strerror}); copy it anew") from error
        except BaseException:
            self.clear(incoming)
            raise
        return incoming

    def _check(self, file: Path, name: str) -> None:
        if not self.whole(file):
            raise CuelightError(f"{name}: is not signed by who may release, or damaged; copy it anew")

    def put(self, incoming: Path, version: str, keep: set[str]) -> None:
        """Gives it its place, and takes away all but ``keep``."""
        place = self.path(version)
        signature_of(incoming).replace(signature_of(place))
        incoming.replace(place)
        on_disk(self.folder)
        for file in self.folder.glob(f"*{ENDING}"):
            if file.name.removesuffix(ENDING) not in keep | {version}:
                self.clear(file)

    @staticmethod
    def clear(file: Path) -> None:
        """Takes a release away."""
        for each in (file, signature_of(file)):
            each.unlink(missing_ok=True)


def signature_of(file: Path) -> Path:
    """Where its signature lies."""
    return file.with_name(file.name + ".sig")


def _copied(source: Path, target: Path) -> None:
    handle = os.open(source, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(handle, "rb") as reading, target.open("wb") as writing:
        size = os.fstat(reading.fileno()).st_size
        if size > _MOST_BYTES:
            raise CuelightError(f"{source.name}: is far too large for a release; copy it anew")
        if size + _SPARE_BYTES > shutil.disk_usage(target.parent).free:
            raise CuelightError(f"{source.name}: the unit has no room for it; lower logbook.max_mb")
        shutil.copyfileobj(reading, writing, 1 << 20)
        writing.flush()
        os.fsync(writing.fileno())
