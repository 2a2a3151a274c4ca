from __future__ import annotations

import dataclasses
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_app.errors import InputError
from firmware_app.settings import Settings, load_settings


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "cuelight.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_no_file_means_the_defaults() -> None:
    assert load_settings(None) == Settings()


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    path = written(tmp_path, "[coaching]\npause_s = 3\n[coaching.slow_down]\nlimit = 5.5\n[desk]\nbuzzer = true\n")
    settings = load_settings(path)
    assert settings.coaching.pause_s == 3.0
    assert settings.coaching.slow_down.limit == 5.5
    assert settings.desk.buzzer is True
    assert dataclasses.replace(settings.coaching, pause_s=2.0, slow_down=Settings().coaching.slow_down) == (
        Settings().coaching
    )


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("[coaching]\npause = 3\n", ["coaching.pause", "did you mean coaching.pause_s"]),
        ("[coaching]\npause_s = 30\n", ["coaching.pause_s", "30", "0.5 to 5 s"]),
        ("[coaching]\npause_s = nan\n", ["coaching.pause_s", "0.5 to 5 s"]),
        ('[coaching]\npause_s = "2"\n', ["coaching.pause_s", "no number"]),
        ("[coaching]\npause_s = true\n", ["coaching.pause_s", "no number"]),
        ("[desk]\nbuzzer = 1\n", ["desk.buzzer", "true or false"]),
        ("[audio]\ncaller_device = 3\n", ["audio.caller_device", "in quotes"]),
        ("audio = 3\n", ["audio", "[audio]"]),
        ("[nonsense]\n", ["nonsense", "no such setting"]),
        ("[audio\n", ["not valid TOML", "line 1"]),
    ],
)
def test_an_error_names_the_file_the_key_and_the_mend(tmp_path: Path, text: str, names: list[str]) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InputError) as caught:
        load_settings(path)
    message = str(caught.value)
    assert "\n" not in message
    for name in [str(path), *names]:
        assert name in message


def test_a_file_that_is_not_there_or_no_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"absent\.toml: cannot be read"):
        load_settings(tmp_path / "absent.toml")
    path = tmp_path / "cuelight.toml"
    path.write_bytes(b"[audio]\n\xff")
    with pytest.raises(InputError, match="not UTF-8"):
        load_settings(path)


def test_every_default_lies_in_its_own_range_and_every_setting_says_why() -> None:
    def walk(section: object) -> int:
        count = 0
        for spec in fields(section):  # type: ignore[arg-type]
            value = getattr(section, spec.name)
            if dataclasses.is_dataclass(value):
                count += walk(value)
                continue
            count += 1
            assert spec.metadata["why"]
            if isinstance(value, float):
                assert spec.metadata["low"] <= value <= spec.metadata["high"], spec.name
        return count

    assert walk(Settings()) > 40


@given(st.floats(allow_nan=True, allow_infinity=True) | st.integers())
def test_any_number_is_taken_or_refused_in_one_line(tmp_path_factory: pytest.TempPathFactory, number: float) -> None:
    path = written(tmp_path_factory.mktemp("settings"), f"[coaching]\npause_s = {number}\n")
    if 0.5 <= number <= 5.0:
        assert load_settings(path).coaching.pause_s == number
    else:
        with pytest.raises(InputError, match=r"^[^\n]*coaching\.pause_s[^\n]*0\.5 to 5 s$"):
            load_settings(path)
