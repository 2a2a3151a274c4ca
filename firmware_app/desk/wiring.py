"""Reads ``hardware/pinout.toml``: every key wanted, none unknown, each of its kind."""

from __future__ import annotations

from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, TypeVar

from firmware_app.desk.face import LEGENDS
from firmware_app.desk.pinout import Board, Button, Buzzer, Bypass, Driver, Led, Pinout, Supervisor
from firmware_app.desk.pinout_check import check
from firmware_app.errors import InputError
from firmware_app.share import shared_file
from firmware_app.toml_file import read_toml, shown

Part = TypeVar("Part", Led, Buzzer, Button, Board, Bypass, Driver, Supervisor)
_GROUPS = ("board", "driver", "lamp", "mood", "status", "buzzer", "button", "bypass", "supervisor")


def load_pinout(path: str | Path = "") -> Pinout:
    """The wiring in the file at ``path``; empty: as shipped.

    Raises:
        InputError: the file cannot be read, a key is missing or unknown, or a line cannot be what it is to be.
    """
    path = Path(path) if path else shared_file("hardware/pinout.toml")
    where = str(path)
    table = read_toml(path, "a wiring file")
    groups = {key: table.pop(key, None) for key in _GROUPS}
    if table:
        raise InputError(f"{where}: {next(iter(table))}: no such part; known here: {', '.join(groups)}")
    lamps = _group(groups["lamp"], LEGENDS, where, "lamp")
    mood = _group(groups["mood"], ("red", "green", "blue"), where, "mood")
    pinout = Pinout(
        where,
        _part(Board, groups["board"], where, "board"),
        {cue: _part(Led, lamps[cue], where, f"lamp.{cue}") for cue in LEGENDS},
        (
            _part(Led, mood["red"], where, "mood.red"),
            _part(Led, mood["green"], where, "mood.green"),
            _part(Led, mood["blue"], where, "mood.blue"),
        ),
        _part(Led, groups["status"], where, "status"),
        _part(Buzzer, groups["buzzer"], where, "buzzer"),
        _part(Button, groups["button"], where, "button"),
        None if groups["driver"] is None else _part(Driver, groups["driver"], where, "driver"),
        None if groups["bypass"] is None else _part(Bypass, groups["bypass"], where, "bypass"),
        None if groups["supervisor"] is None else _part(Supervisor, groups["supervisor"], where, "supervisor"),
    )
    check(pinout)
    return pinout


def _group(value: Any, names: tuple[str, ...], where: str, key: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InputError(f"{where}: {key}: is missing; give [{key}.{names[0]}] and the others")
    for name in value:
        if name not in names:
            raise InputError(f"{where}: {key}.{name}: no such part; known here: {', '.join(names)}")
    return {name: value.get(name) for name in names}


def _part(cls: type[Part], value: Any, where: str, key: str) -> Part:
    if not isinstance(value, dict):
        raise InputError(f"{where}: {key}: is missing; give [{key}] with its gpio and parts")
    wanted = {field.name: field for field in fields(cls)}
    needed = {name for name, field in wanted.items() if field.default is MISSING}
    if key.startswith("lamp."):
        needed.add("legend")
    else:
        wanted.pop("legend", None)
    for name in value:
        if name not in wanted:
            raise InputError(f"{where}: {key}.{name}: no such key; known here: {', '.join(wanted)}")
    values = {
        name: _value(value.get(name), str(field.type), where, f"{key}.{name}")
        for name, field in wanted.items()
        if name in value or name in needed
    }
    return cls(**values)


def _value(value: Any, kind: str, where: str, key: str) -> Any:
    if value is None:
        raise InputError(f"{where}: {key}: is missing; give it")
    if kind == "str":
        if not isinstance(value, str) or not value:
            raise InputError(f"{where}: {key}: {shown(value)} is no text; write it in quotes")
        return value
    whole = kind == "int"
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        raise InputError(f"{where}: {key}: {shown(value)} is no {'whole number' if whole else 'number'}; write one")
    if not value > 0 and not key.endswith((".gpio", ".header")):  # which those can be is told later, and better
        raise InputError(f"{where}: {key}: {shown(value)} must be above 0; write it so")
    return value
