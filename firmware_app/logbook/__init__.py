"""What is kept and handed out: the event log and the picture of one recording; the logbook proper is a later issue."""

from firmware_app.logbook.call_page import call_page
from firmware_app.logbook.events import EventLog, Log, event_record
from firmware_app.logbook.story import Overheard, Storyteller

__all__ = ["EventLog", "Log", "Overheard", "Storyteller", "call_page", "event_record"]
