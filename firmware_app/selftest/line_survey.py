"""What the two lines are like, from some seconds of both: each figure with its verdict and its mend."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from firmware_app.audio import Samples
from firmware_app.desk import Fault
from firmware_app.facts import Side, Sides
from firmware_app.hearing.activity import SpeechActivity
from firmware_app.hearing.copy_finder import Copy, CopyFinder
from firmware_app.hearing.logmel import FRAMES_PER_S, Array, Frames, clip_frames
from firmware_app.hearing.side_check import sides_of
from firmware_app.selftest.result import Result
from firmware_app.settings import HearingSettings

_FULL_SCALE = 0.999
_CLIPPED = 0.001
_LOUD_DBFS, _SOFT_DBFS = -12.0, -45.0
"""Level of speech; ITU-T P.56 has it at -26 dBFS."""
_NOISY_DBFS = -50.0
_NOISE_PERCENT = 20.0
"""Of what is no speech: the rest has breath and the ends of words."""
_IDLE = 0.01
"""Of full scale: more than any codec idles at."""
_LEAST_SPEECH_S = 1.0
_STRONG_SIDETONE_DB, _STRONG_LEAK_DB = -6.0, -20.0
_STEPS = 32_768

LINE_PARTS = ("caller line", "agent line", "crosstalk")
"""What `survey` gives, in its order."""


@dataclass(frozen=True)
class LineFigures:
    """One line. Levels in dBFS. ``speech_dbfs``: None where too little was said; ``noise_dbfs``: None without any.

    ``idle``: mean of all samples, of full scale. ``full_share``: share of samples at full scale.
    """

    peak_dbfs: float
    speech_dbfs: float | None
    noise_dbfs: float | None
    idle: float
    full_share: float


def survey(caller: Samples, agent: Samples, settings: HearingSettings) -> Iterator[Result]:
    """Rows for caller, agent, and what each is heard of on the other's line. Both float32, shape ``(n,)``, as long."""
    heard = {side: list(clip_frames(line)) for side, line in ((Side.CALLER, caller), (Side.AGENT, agent))}
    for side, line in ((Side.CALLER, caller), (Side.AGENT, agent)):
        yield _line(side, figures(line, heard[side], settings))
    yield _between(copy_of(heard[Side.CALLER], heard[Side.AGENT]))


def figures(line: Samples, frames: list[Frames], settings: HearingSettings) -> LineFigures:
    """Of one line and its frames."""
    activity = SpeechActivity(settings)
    level = np.concatenate([part.level for part in frames])
    gap = np.concatenate([part.gap for part in frames])
    # gone through twice: the noise is known when somebody speaks
    for _ in range(2):
        speaks = np.array([activity.step(each).speaking for each in level.tolist()], dtype=np.bool_)
    noise = level[~gap & ~speaks]
    return LineFigures(
        peak_dbfs=_dbfs(float(np.abs(line).max()) ** 2),
        speech_dbfs=_mean_dbfs(level[speaks]) if speaks.sum() >= _LEAST_SPEECH_S * FRAMES_PER_S else None,
        noise_dbfs=float(np.percentile(noise, _NOISE_PERCENT)) if len(noise) else None,
        idle=float(line.mean()),
        full_share=float(np.mean(np.abs(line) >= _FULL_SCALE)),
    )


def copy_of(caller: list[Frames], agent: list[Frames]) -> Copy | None:
    """The strongest copy of one on the other that any second shows, whichever way."""
    finder = CopyFinder()
    copies: list[Copy] = []
    for far, near in zip(caller, agent, strict=True):
        finder.push(far.mel, far.level, near.mel, near.level)
        copies += [copy for copy in [finder.look().copy] if copy is not None]
    return min(copies, key=lambda copy: abs(copy.gain_db), default=None)


def _line(side: Side, of: LineFigures) -> Result:
    speech = "nobody spoke" if of.speech_dbfs is None else f"speech {of.speech_dbfs:.0f} dBFS"
    noise = "no noise at all" if of.noise_dbfs is None else f"noise {of.noise_dbfs:.0f} dBFS"
    found = f"{speech}, peak {of.peak_dbfs:.0f} dBFS, {noise}, idles at {round(of.idle * _STEPS)} of {_STEPS}"
    mends = list(_mends(side, of))
    fault = Fault.OVERLOAD if of.full_share > _CLIPPED else _FAULTS[side] if mends else None
    return Result(f"{side.value} line", "; ".join((found, *mends)), fault)


_FAULTS = {Side.CALLER: Fault.CALLER_LOST, Side.AGENT: Fault.AGENT_LOST}


def _mends(side: Side, of: LineFigures) -> Iterator[str]:
    if of.full_share > _CLIPPED:
        yield f"lower the tap's gain: {_percent(of.full_share)} % of samples are at full scale"
    elif of.speech_dbfs is not None and of.speech_dbfs > _LOUD_DBFS:
        yield f"lower the tap's gain by {of.speech_dbfs + 26.0:.0f} dB"
    if of.speech_dbfs is None:
        yield f"speak on the {side.value}'s side while it listens, or look at its plug"
    elif of.speech_dbfs < _SOFT_DBFS:
        yield f"raise the tap's gain by {-26.0 - of.speech_dbfs:.0f} dB"
    if of.noise_dbfs is not None and of.noise_dbfs > _NOISY_DBFS:
        yield "look for hum: a ground loop, or a cable beside a power supply"
    if abs(of.idle) > _IDLE:
        yield "the line has a direct voltage: look at the tap's capacitor"


def _between(copy: Copy | None) -> Result:
    part = "crosstalk"
    if copy is None:
        return Result(part, "neither side is heard on the other's line")
    sides = sides_of(copy)
    if sides is Sides.SAME:
        found = "both lines carry the same: one input for the ear-piece, one for the microphone"
        return Result(part, found, Fault.SIDES)
    if sides is Sides.SWAPPED:
        return Result(part, "the agent comes back on the agent's line: exchange the two plugs", Fault.SIDES)
    late_ms = abs(copy.late) * 1000.0 / FRAMES_PER_S
    if copy.gain_db < 0.0:
        found = f"sidetone {copy.gain_db:.0f} dB, about {late_ms:.0f} ms late"
        strong, mend = copy.gain_db > _STRONG_SIDETONE_DB, "turn the telephone's sidetone down"
    else:
        found = f"the ear-piece leaks {-copy.gain_db:.0f} dB into the microphone"
        strong, mend = -copy.gain_db > _STRONG_LEAK_DB, "turn the ear-piece down, or move the microphone away from it"
    return Result(part, f"{found}; {mend}" if strong else found, Fault.SIDES if strong else None)


def _percent(share: float) -> str:
    percent = 100.0 * share
    return f"{percent:.0f}" if percent >= 1.0 else f"{percent:.1g}"


def _mean_dbfs(level: Array) -> float:
    return _dbfs(float(np.mean(10.0 ** (level / 10.0))))


def _dbfs(power: float) -> float:
    return float(10.0 * np.log10(max(power, 1e-10)))
