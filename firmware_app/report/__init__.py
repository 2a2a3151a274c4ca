"""What it looks like: the picture of one recording, and the trainer's report over many calls. Reads, keeps nothing."""

from firmware_app.report.call_page import call_page
from firmware_app.report.story import Overheard, Storyteller

__all__ = ["Overheard", "Storyteller", "call_page"]
