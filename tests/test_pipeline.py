"""What the pipeline adds to its rooms: the time of day, which the rooms do not know."""

from __future__ import annotations

from itertools import islice

import pytest

from firmware_app.audio import Recording
from firmware_app.coaching import CueChanged
from firmware_app.hearing import load_models
from firmware_app.pipeline import Pipeline
from firmware_app.settings import Settings
from firmware_app.share import shared_file


@pytest.mark.parametrize("known", [False, True, None])
def test_a_call_that_begins_outside_the_calling_hours_lights_hours(known: bool | None) -> None:
    settings = Settings()
    pipeline = Pipeline(settings, load_models(settings.hearing), lambda: known)
    blocks = islice(Recording(shared_file("demo_call.ogg")).blocks(), 250)  # both have spoken
    events = [event for block in blocks for event in pipeline.hear(block)]
    lit = [event.cue for event in events if isinstance(event, CueChanged) and event.on]
    assert ("hours" in lit) is (known is False)
    assert "pause" in lit  # the others are as ever
