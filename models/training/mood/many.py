"""The mood filter over many calls at once, for fitting: the same numbers as `MoodFilter`, call by call."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from firmware_app.hearing.caller_level import CallerLevel, louder_odds
from firmware_app.hearing.caller_mood import with_odds
from firmware_app.hearing.logmel import Array
from firmware_app.hearing.mood_filter import FULL_S, LEAST_SHARE, first_covariance, sees
from firmware_app.hearing.mood_model import ANGRY, MoodModel


@dataclass(frozen=True)
class Voiced:
    """What is heard of a caller in one call: ``places``, shape ``(n, K)``; the rest, shape ``(n,)``, as in `Take`."""

    places: Array
    fresh_s: Array
    speech_s: Array
    silence_s: Array
    dbfs: Array

    def __len__(self) -> int:
        return len(self.places)

    def part(self, readings: slice) -> Voiced:
        """Some of the readings."""
        return Voiced(*(getattr(self, name)[readings] for name in _NAMES))


_NAMES = tuple(Voiced.__dataclass_fields__)
_NO_READING = 1e-9
"""Behind the end of a call that is shorter than others."""


def joined(parts: Sequence[Voiced]) -> Voiced:
    """One after another."""
    return Voiced(*(np.concatenate([getattr(part, name) for part in parts]) for name in _NAMES))


def with_levels(calls: Sequence[Voiced], models: Sequence[MoodModel]) -> list[Array]:
    """The same with what the caller's level adds: as `CallerMood` tells it."""
    found = probabilities(calls, models)
    return [_with_level(*each) for each in zip(calls, models, found, strict=True)]


def probabilities(calls: Sequence[Voiced], models: Sequence[MoodModel]) -> list[Array]:
    """p(angry) after each reading of each call, shape ``(n,)`` each. ``models``: one for each call, of one shape."""
    order = sorted(range(len(calls)), key=lambda index: -len(calls[index]))
    ordered = [models[index] for index in order]
    lengths = np.array([len(calls[index]) for index in order])
    place, fresh, speech, silence = (_padded([getattr(calls[i], name) for i in order]) for name in _NAMES[:-1])
    reading_s, speech_s, silence_s = (
        np.array([getattr(model, name) for model in ordered])[:, None]
        for name in ("reading_s", "speech_s", "silence_s")
    )
    readings = np.maximum(fresh / reading_s * np.minimum(1.0, speech / FULL_S), _NO_READING)
    changed = 1.0 - np.exp(-fresh / speech_s - silence / silence_s)
    rest = np.array([model.rest for model in ordered])
    filters = [_Many(ordered, [1.0] * len(ordered)), _Many(ordered, [model.unlike for model in ordered])]
    weight = np.log([[1.0 - model.unlike_share, model.unlike_share] for model in ordered])
    angry, told = ordered[0].moods.index(ANGRY), np.zeros(fresh.shape)
    for step in range(fresh.shape[1]):
        going = slice(0, int(np.count_nonzero(lengths > step)))
        noise = rest[going] / readings[going, step, None, None]
        for number, each in enumerate(filters):
            weight[going, number] += each.step(going, place[going, step], noise, changed[going, step])
        share = np.exp(weight[going] - weight[going].max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        told[going, step] = sum(share[:, n] * each.moods[going, angry] for n, each in enumerate(filters))
    found = [np.zeros(0)] * len(calls)
    for row, index in enumerate(order):
        found[index] = told[row, : len(calls[index])]
    return found


def _with_level(call: Voiced, model: MoodModel, found: Array) -> Array:
    level, told = CallerLevel(), np.zeros(len(found))
    for index, (dbfs, fresh_s, p) in enumerate(
        zip(call.dbfs.tolist(), call.fresh_s.tolist(), found.tolist(), strict=True)
    ):
        told[index] = with_odds(p, louder_odds(model, level.rise_db(dbfs, fresh_s, calm=1.0 - p)))
    return told


def _padded(parts: Sequence[Array]) -> Array:
    """One below another, shape ``(calls, longest, …)``, zeros behind the shorter ones."""
    padded = np.zeros((len(parts), max(map(len, parts)), *parts[0].shape[1:]))
    for row, part in enumerate(parts):
        padded[row, : len(part)] = part
    return padded


class _Many:
    """As `mood_filter._Kind`, with an axis of calls before all others."""

    def __init__(self, models: Sequence[MoodModel], spreads: Sequence[float]) -> None:
        self._means = np.array([model.means for model in models])
        self._prior = np.array([model.prior for model in models])
        first = np.array([first_covariance(model, spread) for model, spread in zip(models, spreads, strict=True)])
        self._sees = sees(models[0])
        moods = len(models[0].moods)
        self._sure = np.repeat(first[:, None], moods, axis=1)
        self.moods = self._prior.copy()
        self._state = np.zeros((len(models), moods, first.shape[-1]))

    def step(self, going: slice, place: Array, noise: Array, changed: Array) -> Array:
        """One reading of each of the calls ``going`` on; the logarithm of its likelihood, one for each."""
        moods, state, sure = self.moods[going], self._state[going], self._sure[going]
        came = (1.0 - changed)[:, None, None] * moods[:, :, None] * np.eye(moods.shape[1])
        came = came + changed[:, None, None] * moods[:, :, None] * self._prior[going][:, None, :]
        before = came.sum(axis=1)
        share = (came / before[:, None, :]).transpose(0, 2, 1)
        mixed = share @ state
        off = state[:, None, :, :] - mixed[:, :, None, :]
        within = (share @ sure.reshape(*sure.shape[:2], -1)).reshape(sure.shape)
        sure = within + (share[..., None] * off).transpose(0, 1, 3, 2) @ off
        seen = self._sees @ sure
        expected = seen @ self._sees.transpose(0, 2, 1) + noise[:, None]
        inverse = np.linalg.inv(expected)
        miss = (place[:, None, :] - self._means[going]) - np.einsum("mkd,nmd->nmk", self._sees, mixed)
        gain = seen.transpose(0, 1, 3, 2) @ inverse
        surprise = np.einsum("nmk,nmkl,nml->nm", miss, inverse, miss)
        likely = -0.5 * (surprise + np.linalg.slogdet(expected)[1])
        best = likely.max(axis=1)
        now = before * np.exp(likely - best[:, None])
        total = now.sum(axis=1)
        now = np.maximum(now / total[:, None], LEAST_SHARE)
        self.moods[going] = now / now.sum(axis=1, keepdims=True)
        self._state[going] = mixed + (gain @ miss[..., None])[..., 0]
        self._sure[going] = sure - gain @ seen
        return np.asarray(best + np.log(total))
