from __future__ import annotations

import dataclasses
import errno
import re
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_app.errors import InputError
from firmware_app.settings import ConversationSettings, Settings
from firmware_app.settings_file import load_settings


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


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param("[coaching.slow_down]\nlimit = 1" + "0" * 400, ["slow_down.limit: 1000", "4 to 12"], id="digits"),
        pytest.param("[coaching.slow_down]\nlimit = 1" + "0" * 5000, ["cannot be read", "4300 digits"], id="more"),
        pytest.param("[coaching.slow_down]\nlimit = 0x1" + "0" * 5000, ["slow_down.limit: ", "4 to 12"], id="hex"),
        pytest.param("[desk]\nbuzzer" + ".a" * 20_000 + " = 1", ["desk.buzzer", "true or false"], id="dotted"),
        pytest.param("a = " + "[" * 100_000, ["too deep"], id="deep"),
        pytest.param('"a\\nb\\u0007" = 1', [r"a\nb\x07: no such setting"], id="unprintable"),
    ],
)
def test_what_no_one_would_write_is_one_printable_line_as_well(tmp_path: Path, text: str, names: list[str]) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InputError) as caught:
        load_settings(path)
    message = str(caught.value)
    assert message.isprintable()
    assert len(message) < len(str(path)) + 300
    for name in [str(path), *names]:
        assert name in message


def test_settings_of_the_old_mood_light_are_told_in_one_line(tmp_path: Path) -> None:
    old = "angry_on = 0.8\nangry_off = 0.6\nusual_p = 0.4\njust_was_s = 10.0\n"
    with pytest.raises(InputError) as caught:
        load_settings(written(tmp_path, f"[conversation]\n{old}"))
    message = str(caught.value)
    assert "conversation.angry_on, angry_off, usual_p, just_was_s: gone" in message
    for key in ("anger_share", "anger_sure", "anger_over", "anger_lasts_s"):
        assert key in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("section", "low", "high", "wrong", "right"),
    [
        ("conversation", "anger_over", "anger_sure", (0.7, 0.7), (0.69, 0.7)),
        ("coaching", "lower_voice_back_db", "lower_voice_db", (5, 5), (4, 5)),
        ("coaching", "breathe_angry_s", "breathe_window_s", (61, 60), (60, 60)),
    ],
)
def test_two_settings_at_odds_are_both_named(
    tmp_path: Path, section: str, low: str, high: str, wrong: tuple[float, float], right: tuple[float, float]
) -> None:
    def pair(values: tuple[float, float]) -> Path:
        return written(tmp_path, f"[{section}]\n{low} = {values[0]}\n{high} = {values[1]}\n")

    assert load_settings(pair(right))
    with pytest.raises(
        InputError, match=rf"cuelight\.toml: {section}\.{low}: {wrong[0]}.* {section}\.{high}: {wrong[1]}"
    ):
        load_settings(pair(wrong))


def test_one_setting_may_be_at_odds_with_the_others_default(tmp_path: Path) -> None:
    default = re.escape(f"conversation.anger_sure: {ConversationSettings().anger_sure:g}")
    with pytest.raises(InputError, match=r"conversation\.anger_over: 0\.9 .* " + default):
        load_settings(written(tmp_path, "[conversation]\nanger_over = 0.9\n"))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[audio]\ncaller_device = "agent_tap"\n', r"audio\.caller_device.* audio\.agent_device"),
        ('[audio]\ncaller_device = "hw:1"\nagent_device = "hw:1"\n', r"audio\.caller_device.* audio\.agent_device"),
        ('[audio]\ncaller_device = "agent_tap"\nagent_device = "caller_tap"\n', "the caller's"),
        ('[audio]\ncaller_device = "agent_tap"\nagent_device = "hw:1"\n', "is the agent's tap"),
        ('[audio]\ncaller_device = "hw:1"\nagent_device = "caller_tap"\n', "is the caller's tap"),
        (
            '[call_path]\ntopology = "bridge-cards"\npc_card = "id:A"\nheadset_card = "id:A"\n',
            r"call_path\.pc_card.* call_path\.headset_card",
        ),
    ],
)
def test_one_line_for_both_sides_and_swapped_lines_are_refused(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(InputError, match=named):
        load_settings(written(tmp_path, text))


def test_two_lines_of_any_name_are_taken(tmp_path: Path) -> None:
    text = '[audio]\ncaller_device = "hw:1"\nagent_device = "hw:2"\n'
    assert load_settings(written(tmp_path, text)).audio.agent_device == "hw:2"


def test_a_default_file_that_may_not_be_reached_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr("os.stat", refused)  # root, who may run this, is refused nothing
    monkeypatch.setattr("io.open", refused)
    with pytest.raises(InputError, match=r"^/etc/cuelight/cuelight\.toml: cannot be read \(Permission denied\)"):
        load_settings(None)


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
