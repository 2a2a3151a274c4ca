"""Opens a sound file, or says in one line what is wrong with it and how to mend that.

libsndfile reads a file that was cut short as if it had ended there, so each format's own promise of its length is
checked.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path
from typing import Any, BinaryIO

import soundfile

from firmware_app.errors import InputError

LOWEST_RATE = 8_000
HIGHEST_RATE = 48_000

_FORMATS = {"WAV", "WAVEX", "RF64", "FLAC", "OGG"}
_LENGTH_UNKNOWN = 0x7FFF_0000  # a program that writes a WAV into a pipe puts a size from here up, as it cannot know it
_OGG_TAIL_BYTES = 1 << 17  # the longest page has 65,307
_OGG_LAST_PAGE = 0x04


def open_sound(path: Path, channels: tuple[int, ...]) -> soundfile.SoundFile:
    """Open a recording that has one of these numbers of channels; its end has been looked at, its middle has not.

    Raises:
        InputError: it cannot be read, is no WAV, FLAC or Ogg, is empty or cut short, or has the wrong channels or rate.
    """
    _check_readable(path)
    try:
        sound = _opened(path)
    except soundfile.SoundFileError as error:
        raise InputError(f"{path}: is not a recording that can be read; give a WAV, FLAC or Ogg file") from error
    try:
        _check_kind(path, sound, channels)
        _check_length(path, sound)
    except BaseException:
        sound.close()
        raise
    return sound


def _opened(path: Path) -> soundfile.SoundFile:
    # as bytes: soundfile would encode the name strictly, and a name need not be UTF-8
    return soundfile.SoundFile(os.fsencode(path))


def cut_short(path: Path, there_s: float, promised_s: float | None = None) -> InputError:
    """The error for a file that ends before its time."""
    of = "" if promised_s is None else f" of {promised_s:.3f}"
    return InputError(f"{path}: is cut short or damaged: {there_s:.3f}{of} s can be read; copy or export it again")


def _check_readable(path: Path) -> None:
    try:
        with path.open("rb") as file:
            if not path.is_file():
                raise InputError(f"{path}: is not a file; give a WAV, FLAC or Ogg recording")
            if not file.read(1):
                raise InputError(f"{path}: is empty (0 bytes); record or copy it again")
    except FileNotFoundError as error:
        raise InputError(f"{path}: no such file; check the name") from error
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); give a file that can") from error


def _check_kind(path: Path, sound: soundfile.SoundFile, channels: tuple[int, ...]) -> None:
    if sound.format not in _FORMATS:
        raise InputError(f"{path}: is {sound.format}; convert it to WAV, FLAC or Ogg")
    if sound.channels not in channels:
        wanted = "needs two: the caller first, then the agent" if channels == (2,) else "may have one or two"
        raise InputError(f"{path}: has {_count(sound.channels, 'channel')}, and {wanted}; export it so")
    if not LOWEST_RATE <= sound.samplerate <= HIGHEST_RATE:
        allowed = f"{LOWEST_RATE} to {HIGHEST_RATE} Hz"
        raise InputError(f"{path}: has a sample rate of {sound.samplerate} Hz; convert it to one from {allowed}")


def _check_length(path: Path, sound: soundfile.SoundFile) -> None:
    with path.open("rb") as file:
        if sound.format in ("WAV", "WAVEX", "RF64"):
            there, promised = _wav_frames(file)
            if promised is not None and there < promised:
                raise cut_short(path, there / sound.samplerate, promised / sound.samplerate)
        elif sound.format == "OGG" and not _ogg_has_end(file):
            raise cut_short(path, sound.frames / sound.samplerate)
    if sound.frames == 0:
        raise InputError(f"{path}: is empty (0 samples); record or export it again")
    if sound.frames >= 1 << 62:
        raise InputError(f"{path}: does not say how long it is; write it into a file, not through a pipe")


def check_flac_end(path: Path, sound: soundfile.SoundFile) -> None:
    """Read the last frame of a FLAC, which is quick, and refuse the file where it is not there."""
    if sound.format != "FLAC":
        return
    with _opened(path) as probe:
        try:
            probe.seek(probe.frames - 1)
            if len(probe.read(1)) == 1:
                return
        except soundfile.SoundFileError:
            pass
    raise cut_short(path, _readable_s(path), sound.frames / sound.samplerate)


def _readable_s(path: Path) -> float:
    there = 0
    with _opened(path) as sound:
        try:
            while n := len(sound.read(1024, dtype="int16")):
                there += n
        except soundfile.SoundFileError:
            pass
        return float(there / sound.samplerate)


def _wav_frames(file: BinaryIO) -> tuple[int, int | None]:
    """Sample frames that are there, and that the header promises (None: it does not say)."""
    size = file.seek(0, 2)
    file.seek(12)
    align, long_size = 1, None
    while len(header := file.read(8)) == 8:
        name, length = struct.unpack("<4sI", header)
        at = file.tell()
        if name == b"fmt ":
            align = max(1, struct.unpack("<12xH", file.read(14))[0])
        elif name == b"ds64":
            long_size = struct.unpack("<8xQ", file.read(16))[0]
        elif name == b"data":
            if long_size is not None and length == 0xFFFF_FFFF:
                length = long_size
            there = min(length, size - at) // align
            return there, None if long_size is None and length >= _LENGTH_UNKNOWN else length // align
        file.seek(at + length + length % 2)
    return 0, None


def _ogg_has_end(file: BinaryIO) -> bool:
    """Whether the last whole page is there and says that it is the last (RFC 3533, section 6)."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _OGG_TAIL_BYTES))
    tail = file.read()
    at = tail.rfind(b"OggS")
    page = tail[at:] if at >= 0 else b""
    if len(page) < 27 or len(page) < 27 + page[26]:
        return False
    length = 27 + page[26] + sum(page[27 : 27 + page[26]])
    return len(page) >= length and bool(page[5] & _OGG_LAST_PAGE)


def _count(n: int, thing: str) -> str:
    return f"{n} {thing}" if n == 1 else f"{n} {thing}s"


def read_chunk(path: Path, sound: soundfile.SoundFile, frames: int) -> Any:
    """The next ``frames`` as float32, shape ``(n, channels)``; fewer only at the end, which comes when it was promised.

    Raises:
        InputError: the file cannot be read on.
    """
    at = sound.tell()
    try:
        chunk = sound.read(frames, dtype="float32", always_2d=True)
    except soundfile.SoundFileError as error:
        raise cut_short(path, at / sound.samplerate, sound.frames / sound.samplerate) from error
    # behind damage libsndfile's place in an Ogg leaps, and its end would come early
    leapt = sound.tell() != at + len(chunk)
    if leapt or len(chunk) < min(frames, sound.frames - at):
        raise cut_short(path, (at + len(chunk)) / sound.samplerate, sound.frames / sound.samplerate)
    return chunk
