"""A headset without hardware: the real PipeWire daemon with virtual cards, for the tests and for ``make demo``.

It plays a two-channel call into both "cards" in real time; ``Headset`` listens through the real PyAudio. In production
two USB sound cards stand where the virtual ones are.
"""

from tools.virtual_headset.player import Player
from tools.virtual_headset.rig import VirtualHeadset, VirtualHeadsetError, why_not

__all__ = ["Player", "VirtualHeadset", "VirtualHeadsetError", "why_not"]
