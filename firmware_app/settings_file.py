"""The one TOML file that changes settings: read, or what is wrong with it: a line each, with its key and mend."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any, TypeVar, cast

from firmware_app.errors import InputError
from firmware_app.hours import hours
from firmware_app.settings import AudioSettings, Settings
from firmware_app.toml_file import read_toml, shown

S = TypeVar("S")

DEFAULT_PATH = Path("/etc/cuelight/cuelight.toml")
_RETIRED = frozenset(
    f"conversation.{key}"
    for key in ("angry_on", "angry_off", "angry_speech_s", "calm_speech_s", "usual_p", "usual_after_s", "just_was_s")
)
_INSTEAD = "anger_share (how common anger is here), anger_sure, anger_over and anger_lasts_s"


def load_settings(path: Path | None) -> Settings:
    """The settings of a TOML file, or the defaults: those of ``path``, of `DEFAULT_PATH` if it exists, else as shipped.

    Raises:
        InputError: the file cannot be read, is no TOML, or a key or value is not allowed: the first that is wrong.
    """
    if path is None:
        if not _there(DEFAULT_PATH):
            return Settings()
        path = DEFAULT_PATH
    settings, wrong = checked(read_toml(path, "a settings file"))
    if wrong:
        raise InputError(f"{path}: {wrong[0]}")
    return settings


def checked(table: dict[str, Any]) -> tuple[Settings, tuple[str, ...]]:
    """The settings of a TOML table, and a line for each thing that is wrong in it: key, value, mend."""
    wrong: list[str] = []
    settings = _section(Settings, table, "", wrong)
    for key, text in (
        ("desk.quiet_hours", settings.desk.quiet_hours),
        ("coaching.calling_hours", settings.coaching.calling_hours),
    ):
        try:
            hours(text, key)
        except InputError as error:
            wrong.append(str(error))
    return settings, tuple(wrong) or tuple(f"{line}; change one of the two" for line in _at_odds(settings))


def _there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # its folder may not be searched: reading it says so
        return True


def _at_odds(settings: Settings) -> Iterator[str]:
    """Pairs of settings of which each is allowed, and both together make no sense."""
    yield from _sides_at_odds(settings)
    mood, cues, path = settings.conversation, settings.coaching, settings.call_path
    bridged = {
        "call_path.echo_cancel": path.echo_cancel,
        "call_path.bypass": path.bypass,
        "desk.ear_cue": settings.desk.ear_cue,
    }
    for name in (name for name, wanted in bridged.items() if wanted and path.topology == "tap"):
        yield f'{name}: needs a bridge, and call_path.topology is "tap"'
    if mood.anger_over >= mood.anger_sure:
        over, sure = mood.anger_over, mood.anger_sure
        yield f"conversation.anger_over: {over:g} must be below conversation.anger_sure: {sure:g}"
    if cues.lower_voice_back_db >= cues.lower_voice_db:
        back, on = cues.lower_voice_back_db, cues.lower_voice_db
        yield f"coaching.lower_voice_back_db: {back:g} dB must be below coaching.lower_voice_db: {on:g} dB"
    if cues.breathe_angry_s > cues.breathe_window_s:
        angry, window = cues.breathe_angry_s, cues.breathe_window_s
        yield f"coaching.breathe_angry_s: {angry:g} s must not be above coaching.breathe_window_s: {window:g} s"


def _sides_at_odds(settings: Settings) -> Iterator[str]:
    """One line for both sides, or each for the other: then the agent would be judged."""
    audio, path = settings.audio, settings.call_path
    if not audio.stereo_device:
        if audio.caller_device == audio.agent_device:
            yield f'audio.caller_device: is audio.agent_device, too: "{audio.agent_device}"'
        elif (audio.caller_device, audio.agent_device) == (AudioSettings().agent_device, AudioSettings().caller_device):
            yield "audio.caller_device: is the agent's tap, and audio.agent_device the caller's"
        elif audio.caller_device == AudioSettings().agent_device:
            yield f'audio.caller_device: "{audio.caller_device}" is the agent\'s tap'
        elif audio.agent_device == AudioSettings().caller_device:
            yield f'audio.agent_device: "{audio.agent_device}" is the caller\'s tap'
    if path.topology == "bridge-cards" and path.pc_card and path.pc_card == path.headset_card:
        yield f'call_path.pc_card: is call_path.headset_card, too: "{path.headset_card}"'


def _section(cls: type[S], table: dict[str, Any], prefix: str, wrong: list[str]) -> S:
    """What is right of a section; ``wrong`` gets a line for each value that is not."""
    known = {f.name: f for f in fields(cls)}  # type: ignore[arg-type]
    values: dict[str, Any] = {}
    if retired := [key for key in table if prefix + key in _RETIRED]:
        wrong.append(f"{prefix}{', '.join(retired)}: gone since the mood is one estimate; take out, or use {_INSTEAD}")
    for key, value in table.items():
        name = prefix + key
        if key in retired:
            continue
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1, cutoff=0.5)
            hint = f"did you mean {prefix}{near[0]}?" if near else f"known here: {', '.join(known)}"
            wrong.append(f"{name}: no such setting; {hint}")
        elif known[key].default is MISSING and isinstance(value, dict):
            values[key] = _section(cast(type[Any], known[key].default_factory), value, name + ".", wrong)
        else:
            try:
                values[key] = _value(known[key], value, name)
            except InputError as error:
                wrong.append(str(error))
    return cls(**values)


def _value(spec: Field[Any], value: Any, name: str) -> Any:
    if spec.default is MISSING:
        raise InputError(f"{name}: is a section; write [{name}] and its keys below it")
    if isinstance(spec.default, bool):
        if not isinstance(value, bool):
            raise InputError(f"{name}: {shown(value)} is no switch; write true or false")
        return value
    if isinstance(spec.default, str):
        if not isinstance(value, str):
            raise InputError(f'{name}: {shown(value)} is no text; write it in quotes, as "{spec.default}"')
        return _one_of(spec, value, name)
    return _in_range(spec, value, name)


def _one_of(spec: Field[Any], value: str, name: str) -> str:
    choices: tuple[str, ...] = spec.metadata.get("choices", ())
    if choices and value not in choices:
        near = difflib.get_close_matches(value, choices, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else f"write one of {', '.join(choices)}"
        raise InputError(f"{name}: {shown(value)} is not known; {hint}")
    return value


def _in_range(spec: Field[Any], value: Any, name: str) -> float:
    meta = spec.metadata
    allowed = f"allowed {meta['low']:g} to {meta['high']:g} {meta['unit']}".rstrip()
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError(f"{name}: {shown(value)} is no number; {allowed}")
    if not meta["low"] <= value <= meta["high"]:  # also turns away nan
        raise InputError(f"{name}: {shown(value)} is out of range; {allowed}")
    if isinstance(spec.default, int):
        if value != int(value):
            raise InputError(f"{name}: {shown(value)} is no whole number; {allowed}")
        return int(value)
    return float(value)
