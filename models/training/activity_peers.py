"""Who is judged: the product's own ear, and webrtcvad and silero-vad beside it, each as it would run on a line."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from firmware_app.audio.block import SAMPLE_RATE, Samples
from firmware_app.facts import Music, Side, Speech
from firmware_app.hearing.logmel import HOP
from firmware_app.hearing.runtime import Network
from firmware_app.hearing.voice import Voice
from firmware_app.settings import HearingSettings

ON_S, OFF_S = 0.05, 0.2
"""A peer's yes for this long is a voice begun, its no for this long a voice ended: the product's own hangover."""

Ticks: TypeAlias = NDArray[np.bool_]
"""For each 10 ms of a line, whether at its end the ear holds that someone speaks (or that music plays)."""


@dataclass(frozen=True)
class Answer:
    """What an ear held at each moment. ``music`` is empty for an ear that knows none."""

    speaking: Ticks
    music: Ticks = field(default_factory=lambda: np.zeros(0, dtype=bool))

    @property
    def caller(self) -> Ticks:
        """Where a caller is taken to speak: speech while it is held to be no music, as `Conversation` does."""
        return self.speaking & ~self.music if len(self.music) else self.speaking


Ear: TypeAlias = Callable[[Samples, Side], Answer]


def own_ear(network: Network | None) -> Ear:
    """The product's own: frames, activity, the network's gate and the hold-music watch, in blocks of 20 ms."""

    def listen(sound: Samples, side: Side) -> Answer:
        ear = Voice(side, HearingSettings(), network)
        ticks = len(sound) // HOP
        speaking, music = np.zeros(ticks, dtype=bool), np.zeros(ticks, dtype=bool)
        for start in range(0, len(sound), 2 * HOP):
            for fact in ear.hear(sound[start : start + 2 * HOP], lost=False).facts:
                at = round(fact.t * SAMPLE_RATE / HOP)
                if isinstance(fact, Speech):
                    speaking[at:] = fact.on
                elif isinstance(fact, Music):
                    music[at:] = fact.on
        return Answer(speaking, music)

    return listen


def webrtc_ear(mode: int) -> Ear:
    """webrtcvad at 8 kHz would hear the same; at 16 kHz in frames of 10 ms. Mode 0 lets most through, 3 least."""
    webrtcvad = importlib.import_module("webrtcvad")

    def listen(sound: Samples, _side: Side) -> Answer:
        vad = webrtcvad.Vad(mode)
        pcm = (np.clip(sound, -1.0, 1.0) * 32767.0).astype(np.int16)
        whole = len(pcm) // HOP * HOP
        yes = [vad.is_speech(pcm[at : at + HOP].tobytes(), SAMPLE_RATE) for at in range(0, whole, HOP)]
        return Answer(_held(np.array(yes, dtype=bool)))

    return listen


_SILERO_CHUNK, _SILERO_CONTEXT = 512, 64


def silero_session() -> Any:
    """silero-vad's ONNX file from its package, on one thread, without torch."""
    onnxruntime = importlib.import_module("onnxruntime")

    spec = importlib.util.find_spec("silero_vad")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("silero-vad")
    options = onnxruntime.SessionOptions()
    options.inter_op_num_threads = options.intra_op_num_threads = 1
    file = Path(spec.origin).parent / "data" / "silero_vad.onnx"
    return onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def silero_ear(session: Any, threshold: float = 0.5) -> Ear:
    """silero-vad in its own chunks of 32 ms."""

    def listen(sound: Samples, _side: Side) -> Answer:
        state = np.zeros((2, 1, 128), dtype=np.float32)
        padded = np.concatenate((np.zeros(_SILERO_CONTEXT, dtype=np.float32), sound))
        known = np.zeros(len(sound) // HOP, dtype=bool)
        for at in range(0, len(sound) - _SILERO_CHUNK + 1, _SILERO_CHUNK):
            chunk = padded[None, at : at + _SILERO_CONTEXT + _SILERO_CHUNK]
            p, state = session.run(None, {"input": chunk, "state": state, "sr": np.array(SAMPLE_RATE)})
            # known when the chunk is whole, and stands until the next one is
            first = -(-(at + _SILERO_CHUNK) // HOP)
            known[first - 1 :] = float(p[0, 0]) >= threshold
        return Answer(_held(known))

    return listen


def _held(yes: Ticks) -> Ticks:
    """Frames joined to voices by the product's own onset and hangover."""
    on_ticks, off_ticks = round(ON_S * SAMPLE_RATE / HOP), round(OFF_S * SAMPLE_RATE / HOP)
    speaking, run, quiet, on = np.zeros(len(yes), dtype=bool), 0, 0, False
    for at, now in enumerate(yes.tolist()):
        run, quiet = (run + 1, 0) if now else (0, quiet + 1)
        on = (on or run >= on_ticks) and quiet <= off_ticks
        speaking[at] = on
    return speaking
