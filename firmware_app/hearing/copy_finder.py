"""Whether one line carries a copy of the other: how late, and how strong.

Two voices are never alike in how their spectra change over some seconds, at any shift; a voice and its copy are,
through any codec. (Levels alone would not do: people begin to speak at one time by chance.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from firmware_app.hearing.logmel import BANDS, Array

_SPAN = 800
"""Frames that are compared: 8 s."""
_LATEST = 55
"""Shifts that are looked at, either way: 550 ms."""
_AVERAGED = 100
"""Frames whose mean is taken off each: what changes more slowly than words tells nothing."""
_KEPT = _AVERAGED - 1 + _LATEST + _SPAN
_GROUPS = 6
_ALIKE = 0.45
"""Correlation from which lines are alike: of two voices that never pause, 1 % of 8 s reach 0.42."""
_ABOVE_DB, _MOST_DB = 8.0, 30.0
"""Above the noise: what is lower is not looked at, what is higher counts no more."""
_LEAST_DB = 0.8
"""Changes smaller than this are noise."""
_HEARD_DB2 = 4.0 * _GROUPS
"""Squares of changes over the groups: what lies below is a pause."""
_COMMON = 0.1
"""Of the largest product of both lines' changes: frames below it have nothing to do with one another."""
_LOUD_DB = 15.0
"""Frames that stand within this of the loudest tell the gain: in the others the noise of the line behind does."""


@dataclass(frozen=True)
class Copy:
    """``late``: frames by which the caller's line is behind the agent's; below zero, it leads.

    ``gain_db``: level of the caller's line above the agent's, median where both have the same.
    """

    late: int
    gain_db: float


@dataclass(frozen=True)
class Look:
    """``heard``: either line carried something that changes."""

    heard: bool
    copy: Copy | None


class CopyFinder:
    """Follows both lines. Frames of both come in step."""

    def __init__(self) -> None:
        self._caller, self._agent = _Line(), _Line()

    def push(self, caller_mel: Array, caller_level: Array, agent_mel: Array, agent_level: Array) -> None:
        """Takes the next frames of the same moments: bands in dB, shape ``(n, BANDS)``; levels in dBFS, ``(n,)``."""
        self._caller.push(caller_mel, caller_level)
        self._agent.push(agent_mel, agent_level)

    def look(self) -> Look:
        """What the last `_SPAN` frames show."""
        shapes = self._caller.shape(), self._agent.shape()
        heard = [bool(shape.any()) for shape in shapes]
        return Look(any(heard), _copy(self._caller, self._agent, *shapes) if all(heard) else None)


class _Line:
    """One line's last frames."""

    def __init__(self) -> None:
        self._groups = np.full((_KEPT, _GROUPS), -100.0)
        self._level = np.full(_KEPT, -100.0)

    def push(self, mel: Array, level: Array) -> None:
        groups = mel.reshape(len(mel), _GROUPS, BANDS // _GROUPS).mean(axis=2)
        self._groups = np.concatenate((self._groups, groups))[-_KEPT:]
        self._level = np.concatenate((self._level, level))[-_KEPT:]

    @property
    def level(self) -> Array:
        """dBFS, shape ``(_LATEST + _SPAN,)``."""
        return self._level[-_LATEST - _SPAN :]

    def shape(self) -> Array:
        """How the spectrum changes, dB, shape ``(_LATEST + _SPAN, _GROUPS)``."""
        above = np.clip(self._groups - self._groups.min(axis=0) - _ABOVE_DB, 0.0, _MOST_DB)
        above -= above.mean(axis=1, keepdims=True)
        sums = np.cumsum(np.concatenate((np.zeros((1, _GROUPS)), above)), axis=0)
        changes: Array = above[_AVERAGED - 1 :] - (sums[_AVERAGED:] - sums[:-_AVERAGED]) / _AVERAGED
        return changes


def _copy(caller: _Line, agent: _Line, callers: Array, agents: Array) -> Copy | None:
    behind, before = _likeness(callers, agents), _likeness(agents, callers)
    if max(behind.max(), before.max()) < _ALIKE:
        return None
    if behind.max() >= before.max():
        late = int(behind.argmax())
        return Copy(late, _gain_db((callers, agents), (caller.level, agent.level), late))
    late = int(before.argmax())
    return Copy(-late, -_gain_db((agents, callers), (agent.level, caller.level), late))


def _gain_db(shapes: tuple[Array, Array], levels: tuple[Array, Array], late: int) -> float:
    """Median level of the first above the second ``late`` frames ago, where both clearly have the same."""
    shape, level = (values[_LATEST:] for values in (shapes[0], levels[0]))
    shape_then, level_then = (values[_LATEST - late :][:_SPAN] for values in (shapes[1], levels[1]))
    common = np.einsum("tg,tg->t", shape, shape_then)
    louder = np.where(common > common.max() * _COMMON, np.maximum(level, level_then), -np.inf)
    return float(np.median((level - level_then)[louder > louder.max() - _LOUD_DB]))


def _likeness(late: Array, ahead: Array) -> Array:
    """Correlation of one line's newest `_SPAN` with the other's, shifted by 0 to `_LATEST`, while that one is heard."""
    newest = late[_LATEST:]
    heard = (ahead**2).sum(axis=1) > _HEARD_DB2
    ahead = np.where(heard[:, None], ahead, 0.0)
    product = _shifted_sums(newest, ahead).sum(axis=1)
    squares = np.concatenate(([0.0], np.cumsum((ahead**2).sum(axis=1))))
    ahead_power = squares[_SPAN:] - squares[:-_SPAN]
    late_power = _shifted_sums((newest**2).sum(axis=1, keepdims=True), heard[:, None].astype(np.float64))[:, 0]
    # the transform leaves dust where there is nothing
    energy = np.sqrt(np.maximum(ahead_power * late_power, 0.0))
    correlation: Array = product / (energy + _SPAN * _GROUPS * _LEAST_DB**2)
    return correlation[::-1]


def _shifted_sums(newest: Array, ahead: Array) -> Array:
    """Of each column, the sum of products with ``ahead`` from each of its first rows on, ``(_LATEST + 1, columns)``."""
    size = 1 << (len(newest) + len(ahead) - 1).bit_length()
    spectrum = np.conj(np.fft.rfft(newest, size, axis=0)) * np.fft.rfft(ahead, size, axis=0)
    sums: Array = np.fft.irfft(spectrum, size, axis=0)[: _LATEST + 1]
    return sums
