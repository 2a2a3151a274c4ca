"""What it looks like: the picture of one recording, and the trainer's report over many calls. Reads, keeps nothing."""

from firmware_app.report.call_page import call_page
from firmware_app.report.story import Overheard, Storyteller
from firmware_app.report.tally import Tally
from firmware_app.report.trainer_page import Source, trainer_page

__all__ = ["Overheard", "Source", "Storyteller", "Tally", "call_page", "trainer_page"]
