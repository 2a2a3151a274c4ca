"""The unit part by part: lamps, button, buzzer, taps, models, data; by light, as a table, as a record that stays."""

from firmware_app.selftest.examine import Check, Options, selftest
from firmware_app.selftest.record import RECORD, Record, read_record, save_record
from firmware_app.selftest.result import PartError, Result

__all__ = ["RECORD", "Check", "Options", "PartError", "Record", "Result", "read_record", "save_record", "selftest"]
