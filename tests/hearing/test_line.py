from __future__ import annotations

from firmware_app.hearing.line import MusicWatch


def test_music_is_told_after_a_while_of_it_and_ended_by_a_voice() -> None:
    watch = MusicWatch()
    assert not watch.read(1.0, 0.95)
    assert not watch.read(2.0, 0.1)
    assert not watch.read(3.25, 0.1)
    assert watch.read(3.5, 0.1)
    assert watch.since == 2.0
    assert watch.read(4.0, 0.9)
    assert not watch.read(4.5, 0.9)


def test_one_low_reading_is_no_music() -> None:
    watch = MusicWatch()
    for step in range(40):
        assert not watch.read(step * 0.25, 0.1 if step % 5 == 0 else 0.9)


def test_music_that_stops_is_over() -> None:
    watch = MusicWatch()
    for step in range(10):
        watch.read(step * 0.25, 0.05)
    assert watch.on
    assert watch.quiet(3.0)
    assert not watch.quiet(4.5)
