from __future__ import annotations

import io
import json

from firmware_app.coaching import CueChanged
from firmware_app.conversation import (
    AngerHeard,
    CallChanged,
    Gap,
    HoldChanged,
    HoldKind,
    OverloadChanged,
    PaceHeard,
    SidesChanged,
    TurnChanged,
)
from firmware_app.facts import Side, Sides
from firmware_app.logbook import EventLog


def test_every_event_is_written_as_the_contract_has_it() -> None:
    file = io.StringIO()
    log = EventLog(file)
    log.write(CallChanged(1.24, True))
    log.write(TurnChanged(3.1, Side.CALLER, True, 3.02))
    log.write(AngerHeard(5.5, 0.8099, True))
    log.write(PaceHeard(9.02, 5.6198, 4.1))
    log.write(CueChanged(9.02, "slow_down", True, "5.6 syll/s over 4.1 s, limit 5.0"))
    log.write(HoldChanged(31.7, True, HoldKind.SILENCE))
    log.write(SidesChanged(33.0, Sides.SWAPPED))
    log.write(OverloadChanged(34.0, Side.CALLER, True))
    assert file.getvalue().splitlines() == [
        '{"t": 0.0, "event": "format", "version": 1}',
        '{"t": 1.24, "event": "call", "on": true}',
        '{"t": 3.1, "event": "turn", "who": "caller", "on": true}',
        '{"t": 5.5, "event": "anger", "p": 0.81, "angry": true}',
        '{"t": 9.02, "event": "pace", "syllables_per_s": 5.62, "speech_s": 4.1}',
        '{"t": 9.02, "event": "cue", "cue": "slow_down", "on": true, "why": "5.6 syll/s over 4.1 s, limit 5.0"}',
        '{"t": 31.7, "event": "hold", "on": true, "how": "silence"}',
        '{"t": 33.0, "event": "sides", "are": "swapped"}',
        '{"t": 34.0, "event": "overload", "who": "caller", "on": true}',
    ]


def test_what_the_format_does_not_have_is_not_written() -> None:
    file = io.StringIO()
    EventLog(file).write(Gap(3.0, 0.4, True))
    assert [json.loads(line)["event"] for line in file.getvalue().splitlines()] == ["format"]
