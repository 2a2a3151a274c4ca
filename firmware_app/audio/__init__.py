"""Where sound comes from: the headset or a recording, as blocks of both channels on one sample clock.

`Headset` listens to two devices (or one stereo device) through PyAudio and goes on whatever they do; `Recording` reads
a file with two channels, `MonoPair` two files with one; each is a `Source`, and so is what `Swapped` makes of one.
`read_clip` reads one side of one short file. The call itself never passes through here: PipeWire carries it, and this
room only listens.
"""

from firmware_app.audio.block import SAMPLE_RATE, Block, Samples, Source
from firmware_app.audio.headset import Headset
from firmware_app.audio.recording import MonoPair, Recording, Swapped, read_clip
from firmware_app.audio.strand import Tally

__all__ = [
    "SAMPLE_RATE",
    "Block",
    "Headset",
    "MonoPair",
    "Recording",
    "Samples",
    "Source",
    "Swapped",
    "Tally",
    "read_clip",
]
