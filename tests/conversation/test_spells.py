from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from firmware_app.conversation.spells import AngerSpells

STEP = 0.5


@given(st.lists(st.booleans(), min_size=1, max_size=200))
def test_recent_anger_is_the_sum_of_the_angry_steps_in_the_window(moods: list[bool]) -> None:
    window = 30.0
    spells = AngerSpells(window, 5.0)
    for place, angry in enumerate(moods):
        spells.step(place * STEP, angry)
    now = (len(moods) - 1) * STEP
    # a step's mood holds until the next
    expected = sum(STEP for place, angry in enumerate(moods[:-1]) if angry and (place + 1) * STEP > now - window)
    assert abs(spells.recent_s(now) - expected) <= STEP
    assert 0.0 <= spells.recent_s(now) <= window


def test_a_short_calm_does_not_end_a_spell_and_a_long_one_does() -> None:
    spells = AngerSpells(180.0, 60.0)
    for t in range(100):
        spells.step(float(t), t not in range(40, 60))
    assert spells.run_s(99.0) == 99.0
    for t in range(100, 161):
        spells.step(float(t), False)
    assert spells.run_s(160.0) == 0.0
    assert spells.calm_for_s(160.0) == 60.0
