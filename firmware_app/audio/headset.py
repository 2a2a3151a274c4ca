"""The headset: live blocks from the two devices that carry the call."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping

import numpy as np

from firmware_app.audio.block import Block
from firmware_app.audio.closing import Closing
from firmware_app.audio.reader import Heard, Overflowed, Reader
from firmware_app.audio.strand import Tally
from firmware_app.audio.timeline import START_S, Timeline
from firmware_app.facts import Side
from firmware_app.settings import AudioSettings

_PAUSE_S = 0.03  # between two looks at the readers, who go on meanwhile
_START_MOST_S = 16.0
"""A machine that is short of time starts readers slowly: one that is ended too early never brings anything."""
_IN_VAIN_MOST = 8
_RETRY_MOST_S = 5.0
"""Starting Python again and again costs a small Pi a good part of a core."""


class _Input:
    """One device, the sides that it carries, and its reader, if one runs."""

    def __init__(self, device: str, sides: tuple[Side, ...]) -> None:
        self.device = device
        self.sides = sides
        self.reader: Reader | None = None
        self.tried_s = 0.0
        self.heard_s = 0.0
        self.in_vain = 0
        self.fault: str | None = None

    def patience_s(self, retry_s: float) -> float:
        """How long to wait before the next reader is started: longer, the more of them in a row brought nothing."""
        if self.reader is None:
            return min(retry_s * (1 << self.in_vain), max(retry_s, _RETRY_MOST_S))
        # a silent reader goes on by itself when its source is back, so it gets time for that
        return max(retry_s, min(START_S * (1 << self.in_vain), _START_MOST_S))


class Headset:
    """Listens to both sides through PyAudio, one reader a device, on one sample clock.

    Opening cannot fail: a device that is not there makes its side lost, says why in `faults`, and is tried again after
    ``retry_s``, later every 5 s. Blocks come about every 30 ms, whatever the devices do; those that find nothing are
    empty. Zeros stand for what is missing, the side is then named in `Block.lost`, and `tally` counts.

    Readers are processes (see `tap`), so close() cannot hang on a device, and nothing that ALSA, JACK or PortAudio
    print reaches the terminal.
    """

    def __init__(self, settings: AudioSettings) -> None:
        self._settings = settings
        self._timeline = Timeline(settings.stall_s)
        self._closing = Closing(self._end_all)
        if settings.stereo_device:
            self._inputs = [_Input(settings.stereo_device, (Side.CALLER, Side.AGENT))]
        else:
            self._inputs = [
                _Input(settings.caller_device, (Side.CALLER,)),
                _Input(settings.agent_device, (Side.AGENT,)),
            ]
        for each in self._inputs:
            self._open(each)

    @property
    def faults(self) -> Mapping[Side, str]:
        """Why a side is not heard: one line a side, beginning with the device's name. Empty when all is well."""
        return {side: each.fault for each in self._inputs if each.fault for side in each.sides}

    @property
    def tally(self) -> Mapping[Side, Tally]:
        """What did not go as it should on each side, since opening."""
        return self._timeline.tally

    def blocks(self) -> Iterator[Block]:
        """Blocks as they come, until `close`."""
        while not self._closing.closed:
            time.sleep(_PAUSE_S)
            with self._closing.at_work() as open_still:
                found = self._turn() if open_still else []
            yield from found

    def close(self) -> None:
        """End the readers. Never waits for a device; may be called twice, and from anywhere."""
        self._closing.close()

    def _turn(self) -> list[Block]:
        """What the readers have brought by now, cut into blocks; an empty one where that is nothing."""
        for each in self._inputs:
            self._drain(each)
        now_s = time.monotonic()
        blocks = []
        while (block := self._timeline.take(now_s)) is not None:
            blocks.append(block)
        self._look_after(now_s)
        return blocks or [self._timeline.empty()]

    def _drain(self, each: _Input) -> None:
        if each.reader is None:
            return
        records, why = each.reader.drain()
        now_s = time.monotonic()
        for record in records:
            self._take_in(each, record, now_s)
        if why is not None:
            self._give_up(each, why)

    def _take_in(self, each: _Input, record: Heard | Overflowed, now_s: float) -> None:
        for channel, side in enumerate(each.sides):
            if isinstance(record, Heard):
                samples = np.multiply(record.samples[:, channel], 1 / 32768, dtype=np.float32)
                self._timeline.hear(side, samples, record.at_s, record.waiting, now_s)
                each.heard_s, each.in_vain = now_s, 0
            else:
                self._timeline.overflowed(side)

    def _look_after(self, now_s: float) -> None:
        """Say what is wrong, and start again what has ended or hangs."""
        for each in self._inputs:
            lost = any(side in self._timeline.lost for side in each.sides)
            if not lost:
                each.fault = None
                continue
            if each.fault is None:
                each.fault = f"{each.device}: no sound comes from it; is the sound card plugged in?"
            if now_s - max(each.tried_s, each.heard_s) > each.patience_s(self._settings.retry_s):
                each.in_vain = min(each.in_vain + (each.heard_s < each.tried_s), _IN_VAIN_MOST)
                self._end(each)
                self._open(each)

    def _open(self, each: _Input) -> None:
        each.tried_s = time.monotonic()
        try:
            each.reader = Reader(each.device, len(each.sides))
        except OSError as error:
            self._give_up(each, f"{each.device}: its reader cannot be started ({error.strerror})")

    def _give_up(self, each: _Input, why: str) -> None:
        each.fault = why
        self._end(each)
        for side in each.sides:
            self._timeline.lose(side)

    def _end(self, each: _Input) -> None:
        if each.reader is not None:
            each.reader.close()
            each.reader = None

    def _end_all(self) -> None:
        for each in self._inputs:
            self._end(each)
