"""A recording in real time: its blocks come when a headset's would."""

from __future__ import annotations

import time
from collections.abc import Iterator

from firmware_app.audio.block import SAMPLE_RATE, Block, Source


class Paced:
    """Holds each block of ``source`` back until its last sample would have been heard."""

    def __init__(self, source: Source) -> None:
        self._source = source

    def blocks(self) -> Iterator[Block]:
        """See `Source.blocks`."""
        began = time.monotonic()
        for block in self._source.blocks():
            time.sleep(max(0.0, began + block.end / SAMPLE_RATE - time.monotonic()))
            yield block

    def close(self) -> None:
        """See `Source.close`."""
        self._source.close()
