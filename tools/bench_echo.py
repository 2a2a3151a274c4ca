"""``make bench-echo DATA=…``: WebRTC's canceller and our own echo guard on the same calls, with double-talk.

A call's two voices, the agent's moved so that both often speak at once; the microphone hears the caller through a
made-up ear-piece (12 ms away, a tail of 60 ms). Played through the real daemon and the real canceller, in real time.
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from firmware_app.audio import SAMPLE_RATE, Samples
from firmware_app.audio.reader import Heard, Reader
from firmware_app.call_path import configuration
from firmware_app.facts import Speech
from firmware_app.hearing import load_models
from firmware_app.hearing.agent_ear import AgentEar
from firmware_app.hearing.crosstalk import Crosstalk
from firmware_app.hearing.logmel import LogMel
from firmware_app.settings import CallPathSettings, HearingSettings
from tools.virtual_headset import Player, VirtualHeadset

_CALLS = ("train_01", "train_11")
"""Without an echo of their own."""
_SECONDS = 75.0
_LEARNT_S = 10.0
_ECHOES_DB = (-15.0, -25.0, -35.0)
_HOP = SAMPLE_RATE // 100
_HISS_DBFS = -65.0
_TAIL_S = 1.5
_HEAD = (
    "call",
    "echo, dB",
    "taken off while the caller speaks alone, dB",
    "the agent alone, dB",
    "both at once, against the agent's true level: before; after",
    "caller alone taken for the agent, %: as it is; our echo guard; canceller; both",
)


@dataclass(frozen=True)
class Spells:
    """For each hop of 10 ms: who speaks in truth."""

    far_only: NDArray[np.bool_]
    near_only: NDArray[np.bool_]
    both: NDArray[np.bool_]


def voices(data: Path, call: str) -> tuple[Samples, Samples]:
    """Caller and agent at 16 kHz, the agent moved by a third of the call."""
    sound, rate = soundfile.read(data / "calls" / "composed" / f"{call}.opus", dtype="float32", always_2d=True)
    step = rate // SAMPLE_RATE
    kept = sound[::step] if step == 1 else _resampled(sound, rate)
    kept = kept[: round(_SECONDS * SAMPLE_RATE)]
    return kept[:, 0].copy(), np.roll(kept[:, 1], len(kept) // 3)


def _resampled(sound: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    import soxr  # noqa: PLC0415

    return np.asarray(soxr.resample(sound, rate, SAMPLE_RATE), dtype=np.float32)


def echo(far: Samples, level_db: float) -> Samples:
    """The far end as the microphone hears it."""
    rng = np.random.default_rng(6)
    tail = np.zeros(round(0.072 * SAMPLE_RATE))
    start = round(0.012 * SAMPLE_RATE)
    after = np.arange(len(tail) - start) / SAMPLE_RATE
    tail[start:] = rng.standard_normal(len(after)) * np.exp(-after / 0.012)
    heard = np.convolve(far, tail)[: len(far)]
    return np.asarray(heard * 10 ** (level_db / 20) * np.std(far) / np.std(heard), dtype=np.float32)


def spells(far: Samples, near: Samples) -> Spells:
    """By the clean channels' levels."""
    loud = [_dbfs(side) > -45.0 for side in (far, near)]
    # half a second around a voice belongs to nobody: its edges are not sure
    wide = [np.convolve(side, np.ones(51), "same") > 0 for side in loud]
    return Spells(loud[0] & ~wide[1], loud[1] & ~wide[0], loud[0] & loud[1])


def _dbfs(sound: Samples) -> NDArray[np.float64]:
    hops = sound[: len(sound) // _HOP * _HOP].astype(np.float64).reshape(-1, _HOP)
    level: NDArray[np.float64] = 10.0 * np.log10(np.mean(hops**2, axis=1) + 1e-12)
    return level


def through(far: Samples, microphone: Samples) -> tuple[Samples, Samples]:
    """What the agent's tap hears with the canceller, and the caller's tap beside it; aligned to what was played."""
    settings = CallPathSettings(topology="bridge-cards", pc_card="id:A", headset_card="id:B", echo_cancel=True)
    with tempfile.TemporaryDirectory(prefix="cuelight-") as name:
        folder = Path(name)
        with VirtualHeadset(folder, 256, settings="echo_cancel = true") as rig:
            (folder / "echo.conf").write_text(configuration(settings, "bench")["echo.conf"], encoding="utf-8")
            caller, agent = Reader("caller_tap", 1), Reader("agent_tap", 1)
            with _canceller(folder), closing(caller), closing(agent):
                if not (rig.wait_tapped("agent.clean") and rig.wait_tapped("pc.capture")):
                    raise SystemExit("bench_echo: the canceller did not come")
                player = rig.play(np.stack((far, microphone), axis=1), SAMPLE_RATE)
                heard = _drained(player, caller, agent)
    return _aligned(heard[1], microphone, len(far)), _aligned(heard[0], far, len(far))


@contextmanager
def _canceller(folder: Path) -> Iterator[None]:
    with (folder / "echo.log").open("wb") as log:
        process = subprocess.Popen(["pipewire", "-c", str(folder / "echo.conf")], stdout=log, stderr=log)
    try:
        yield
    finally:
        process.kill()
        process.wait()


def _drained(player: Player, *readers: Reader) -> list[Samples]:
    taken: list[list[NDArray[np.int16]]] = [[] for _ in readers]
    end = float("inf")
    while time.monotonic() < end:
        if end == float("inf") and player.wait(0.0):
            end = time.monotonic() + _TAIL_S
        for parts, reader in zip(taken, readers, strict=True):
            records, why = reader.drain()
            if why is not None:
                raise SystemExit(f"bench_echo: {why}")
            parts += [record.samples[:, 0] for record in records if isinstance(record, Heard)]
        time.sleep(0.02)
    return [np.concatenate(parts).astype(np.float32) / 32768 for parts in taken]


def _aligned(heard: Samples, played: Samples, length: int) -> Samples:
    n = 1 << (len(heard) + len(played)).bit_length()
    match = np.fft.irfft(np.fft.rfft(heard, n) * np.conj(np.fft.rfft(played, n)), n)
    lag = int(np.argmax(np.abs(match)))
    lag = lag if lag < n // 2 else lag - n
    cut = heard[max(0, lag) :]
    cut = np.pad(cut, (max(0, -lag), length))[:length]
    return np.asarray(cut, dtype=np.float32)


def likeness(heard: Samples, near: Samples, where: NDArray[np.bool_]) -> str:
    """Of the agent's level over the hops ``where``, in dB: how much too loud it is heard, and its correlation.

    By level and not by waveform: a canceller splits bands, which turns phases that no ear of ours listens to.
    """
    out, true = _dbfs(heard)[where], _dbfs(near)[where]
    return f"{np.mean(out - true):+.1f} dB, r {np.corrcoef(out, true)[0, 1]:.2f}"


def false_speech(far: Samples, microphone: Samples, where: NDArray[np.bool_], *, guarded: bool) -> float:
    """Per cent of the hops ``where`` in which the agent's ear hears a voice."""
    models = load_models(HearingSettings())
    line, crosstalk = LogMel(), Crosstalk(HearingSettings())
    ear = AgentEar(HearingSettings(), models.pace, models.voice)
    speaking, since = np.zeros(len(where), dtype=bool), None
    for start in range(0, len(far), 640):
        frames = ear.push(microphone[start : start + 640], False)
        owned = crosstalk.step(line.push(far[start : start + 640]), frames).agent
        for fact in ear.tell(frames, owned if guarded else np.ones(len(frames))):
            if isinstance(fact, Speech):
                at = round(fact.t * 100)
                if fact.on:
                    since = at
                elif since is not None:
                    speaking[since:at] = True
                    since = None
    return float(100 * speaking[where].mean())


def main() -> None:
    """The command."""
    words = argparse.ArgumentParser(prog="make bench-echo", description=__doc__)
    words.add_argument("--data", type=Path, required=True)
    given = words.parse_args()
    print(f"| {' | '.join(_HEAD)} |\n" + "|---" * len(_HEAD) + "|", flush=True)
    for call in _CALLS:
        for level in _ECHOES_DB:
            print(_row(given.data, call, level), flush=True)


def _row(data: Path, call: str, level: float) -> str:
    far, near = voices(data, call)
    hiss = 10 ** (_HISS_DBFS / 20) * np.random.default_rng(3).standard_normal(len(far)).astype(np.float32)
    microphone = near + echo(far, level) + hiss
    clean, heard_far = through(far, microphone)
    who = spells(far, near)
    learnt = np.arange(len(who.both)) >= round(_LEARNT_S * 100)
    far_only, near_only, both = (each & learnt for each in (who.far_only, who.near_only, who.both))
    off = float(np.mean(_dbfs(microphone)[far_only]) - np.mean(_dbfs(clean)[far_only]))
    kept = float(np.mean(_dbfs(clean)[near_only]) - np.mean(_dbfs(microphone)[near_only]))
    false: Mapping[str, float] = {
        "as it is": false_speech(far, microphone, far_only, guarded=False),
        "guard": false_speech(far, microphone, far_only, guarded=True),
        "canceller": false_speech(heard_far, clean, far_only, guarded=False),
        "both": false_speech(heard_far, clean, far_only, guarded=True),
    }
    levels = "; ".join(likeness(each, near, both) for each in (microphone, clean))
    shares = "; ".join(f"{share:.1f}" for share in false.values())
    return f"| {call} | {level:.0f} | {off:.1f} | {kept:+.1f} | {levels} | {shares} |"


if __name__ == "__main__":
    main()
