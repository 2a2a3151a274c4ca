"""Updates without a network: signed releases on the data partition, and which of them runs.

Root loads this, from the image alone: what checks an update is never itself updated.
"""

from firmware_app.release.choice import SHIPPED, Choice, chosen, kept
from firmware_app.release.shelf import Shelf
from firmware_app.release.version import version_in, version_of

__all__ = ["SHIPPED", "Choice", "Shelf", "chosen", "kept", "version_in", "version_of"]
