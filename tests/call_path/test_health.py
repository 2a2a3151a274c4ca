"""The linker's word, as the kiosk reads it: true, stale, missing or nonsense."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_app.call_path.health import CallState, CallWatch, read_health, write_health


@pytest.mark.parametrize("problems", [(), ("pc.capture: its sound card is not there",), ("a", "b")])
def test_what_is_written_is_read(tmp_path: Path, problems: tuple[str, ...]) -> None:
    write_health(tmp_path, problems)
    assert read_health(tmp_path) == CallState(problems)
    assert [path.name for path in tmp_path.iterdir()] == ["health.json"]


def test_a_word_of_long_ago_means_that_nobody_looks(tmp_path: Path) -> None:
    (tmp_path / "health.json").write_text(json.dumps({"at": time.monotonic() - 3.0, "problems": []}))
    state = read_health(tmp_path)
    assert not state.watched
    assert state.lines == ("call path: nobody looks after it; is cuelight-link running?",)


@given(st.one_of(st.binary(max_size=40), st.text(max_size=40).map(str.encode), st.just(b'{"at": "x", "problems": 3}')))
def test_nonsense_is_nobodys_word(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.mktemp("health")
    (folder / "health.json").write_bytes(content)
    assert not read_health(folder).watched


def test_the_kiosk_looks_four_times_a_second_however_often_it_asks(tmp_path: Path) -> None:
    watch = CallWatch(tmp_path)
    assert not watch.state().watched
    write_health(tmp_path, ())
    assert not watch.state().watched  # the look before still counts
    end = time.monotonic() + 5.0
    while not watch.state().watched and time.monotonic() < end:
        write_health(tmp_path, ())
        time.sleep(0.02)
    assert watch.state() == CallState()
