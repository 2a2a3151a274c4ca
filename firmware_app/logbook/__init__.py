"""What is kept and handed out. So far: the event log of one recording; the logbook proper is a later issue."""

from firmware_app.logbook.events import EventLog, event_record

__all__ = ["EventLog", "event_record"]
