"""What is kept: the event log of a recording, and the logbook of the calls at a desk (counts and seconds, no sound)."""

from firmware_app.logbook.bookkeeper import Bookkeeper
from firmware_app.logbook.clock import Clock, Moment, now
from firmware_app.logbook.events import EventLog, Log, event_record
from firmware_app.logbook.keeper import FILE, Keeper
from firmware_app.logbook.place import device_name, logbook_folder
from firmware_app.logbook.reading import Logged, opened, read_calls, read_mood_light
from firmware_app.logbook.records import CalledWrong, CallRecord, CueRecord, MoodLight
from firmware_app.logbook.retention import Limits

__all__ = [
    "FILE",
    "Bookkeeper",
    "CallRecord",
    "CalledWrong",
    "Clock",
    "CueRecord",
    "EventLog",
    "Keeper",
    "Limits",
    "Log",
    "Logged",
    "Moment",
    "MoodLight",
    "device_name",
    "event_record",
    "logbook_folder",
    "now",
    "opened",
    "read_calls",
    "read_mood_light",
]
