"""Where sound comes from: the headset or a recording, as one stream of blocks on one sample clock."""

from firmware_app.audio.block import SAMPLE_RATE, Block, Samples, Source

__all__ = ["SAMPLE_RATE", "Block", "Samples", "Source"]
