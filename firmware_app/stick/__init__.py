"""The way out by USB stick: which sticks, how they are mounted and written, and what is shown meanwhile.

Only what is light is handed out here: the kiosk wants no report, and root wants nothing that it does not need.
"""

from firmware_app.stick.progress import StickState, StickWatch, progress_folder, write_progress
from firmware_app.stick.trouble import Trouble
from firmware_app.stick.volume import Volume, mounted_at, volume_at, volume_of

__all__ = [
    "StickState",
    "StickWatch",
    "Trouble",
    "Volume",
    "mounted_at",
    "progress_folder",
    "volume_at",
    "volume_of",
    "write_progress",
]
