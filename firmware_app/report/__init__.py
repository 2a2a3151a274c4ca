"""The trainer's report: adds up the calls of a logbook, and makes one page of them. Hears nothing, keeps nothing."""

from firmware_app.report.tally import Tally
from firmware_app.report.trainer_page import Source, trainer_page

__all__ = ["Source", "Tally", "trainer_page"]
