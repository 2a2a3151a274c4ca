"""One recording as a picture: what was heard on one time axis, on a page of its own. For `replay --report`."""

from firmware_app.call_picture.call_page import call_page
from firmware_app.call_picture.story import Overheard, Storyteller

__all__ = ["Overheard", "Storyteller", "call_page"]
