"""What a guest tells arrives in pieces of any size; limits on the host grow with how slow it is."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.guest import speed
from tools.guest.line_reader import LineReader


@given(st.lists(st.text("aä{}\r", max_size=9).map(lambda text: text.replace("\r", "")), max_size=9), st.data())
def test_lines_are_whole_however_they_are_cut(lines: list[str], data: st.DataObject) -> None:
    sent = "".join(f"{line}\r\n" for line in lines).encode()
    reading, writing = os.pipe()
    reader, found = LineReader(reading), []
    try:
        while sent:
            size = data.draw(st.integers(1, len(sent)))
            os.write(writing, sent[:size])
            sent = sent[size:]
            found += reader.lines()
        os.close(writing)
        found += reader.lines()
    finally:
        os.close(reading)
    assert found == lines
    assert reader.ended


def test_a_slow_machine_is_given_longer_and_a_fast_one_not_less(monkeypatch: pytest.MonkeyPatch) -> None:
    for round_s, factor in ((0.01, 1.0), (speed.REFERENCE_S * 3, 3.0)):
        monkeypatch.setattr(speed, "_round_s", lambda round_s=round_s: round_s)
        speed.factor.cache_clear()
        assert speed.factor() == pytest.approx(factor)
        assert speed.scaled(10.0) == pytest.approx(10.0 * factor)
    speed.factor.cache_clear()
