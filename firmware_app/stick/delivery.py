"""The bundle onto a stick that is mounted and unlocked."""

from __future__ import annotations

import errno
from pathlib import Path
from tempfile import TemporaryDirectory

from firmware_app.bundle import NothingKeptError, Origin, make_bundle, put_in_place
from firmware_app.logbook import Moment
from firmware_app.places import STICK_FOLDER
from firmware_app.stick.trouble import StickError, Trouble
from firmware_app.stick.volume import Volume

_TROUBLES = {
    **dict.fromkeys((errno.ENOSPC, errno.EDQUOT, errno.EFBIG), Trouble.NO_ROOM),
    **dict.fromkeys((errno.EIO, errno.EROFS, errno.EUCLEAN), Trouble.UNREADABLE),
}


def write(volume: Volume, at: Path, origin: Origin, now: Moment) -> Path:
    """As the exporter: the bundle, on the stick and out of the kernel's hands; its path.

    Raises:
        StickError: the stick is full, or was pulled out.
    """
    home = at / STICK_FOLDER / origin.device
    if home.is_symlink() or (home.exists() and not home.is_dir()):
        raise StickError(Trouble.ODD, f"{home}: is no folder; take it away")
    with TemporaryDirectory(prefix="cuelight-") as place:
        try:
            bundle = make_bundle(origin, Path(place), now)
        except NothingKeptError:  # a new unit: what it thinks of itself is worth reading all the same
            bundle = _without_calls(origin, Path(place))
        return _put(bundle, home, origin.trainer_key, volume)


def _without_calls(origin: Origin, place: Path) -> Path:
    folder = place / "no-calls-yet"
    folder.mkdir()
    for name, text in origin.beside.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _put(bundle: Path, home: Path, trainer_key: str, volume: Volume) -> Path:
    """Only what goes wrong here is the stick's fault."""
    try:
        return put_in_place(bundle, home, trainer_key)
    except OSError as error:
        line = f"{volume.device}: {error.strerror}; the stick holds nothing new"
        trouble = _TROUBLES.get(error.errno or 0, Trouble.FAILED)
        mend = "; let a PC check it" if trouble is Trouble.UNREADABLE else ""
        raise StickError(trouble, line + mend) from error
