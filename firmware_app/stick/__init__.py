"""The way out by USB stick: which sticks, how they are mounted and written, and what is shown meanwhile."""

from firmware_app.stick.progress import StickState, StickWatch, progress_folder, write_progress
from firmware_app.stick.token import authorise
from firmware_app.stick.trouble import Trouble
from firmware_app.stick.volume import Volume, volume_at, volume_of

__all__ = [
    "StickState",
    "StickWatch",
    "Trouble",
    "Volume",
    "authorise",
    "progress_folder",
    "volume_at",
    "volume_of",
    "write_progress",
]
