"""Reads a TOML file that a person has written, or says in one line why it cannot be read."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from firmware_app.errors import InputError

_SHOWN = 60


def read_toml(path: Path, what: str) -> dict[str, Any]:
    """The table in the file at ``path``. ``what``: what the file is, for the mend, such as "a settings file".

    Raises:
        InputError: the file cannot be read, is no UTF-8, or is no TOML.
    """
    return parsed(path, _text(path, what))


def parsed(path: Path, text: str) -> dict[str, Any]:
    """The table in a text. ``path``: where it is from.

    Raises:
        InputError: it is no TOML.
    """
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"{path}: is not valid TOML: {error}") from error
    except ValueError as error:
        raise InputError(f"{path}: holds a value that cannot be read ({error}); write a usual one") from error
    except RecursionError as error:
        raise InputError(f"{path}: has values within values, too deep to read; write them plainly") from error


def shown(value: Any) -> str:
    """A value that is not allowed, short enough for a line."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):  # thousands of hexadecimal digits, or of dotted keys
        return "what stands there"
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def _text(path: Path, what: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); give {what} that can") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 text at byte {error.start}; save it as plain UTF-8") from error
    except ValueError as error:
        raise InputError(f"{path}: is no name that a file can have ({error}); give {what}") from error
