"""How likely it is that the caller is angry now, given all that they have said in this call.

Two things are unknown and are estimated together: the caller's mood, a Markov chain, and how this caller sounds by
nature. Calm and angry speech both teach what the caller sounds like, each against its own mood, so nobody's usual
voice is learned from their anger. The model of the voice is that of probabilistic linear discriminant analysis
(Ioffe 2006; Prince & Elder 2007); mood and voice are followed by an interacting multiple model filter, a Kalman filter
for each mood whose estimates are mixed as the mood may have changed (Blom & Bar-Shalom 1988).

Most callers' voices lie close together and some lie far off, on account of the line or by nature. So there are two
such filters, for a caller like most and for one unlike them, each weighed by how well it foretold what was heard.
"""

from __future__ import annotations

import numpy as np

from firmware_app.hearing.logmel import Array
from firmware_app.hearing.mood_model import ANGRY, MoodModel

FULL_S = 2.5
"""Seconds of speech that a reading looks back upon in a turn that has lasted; a shorter one tells less."""
LEAST_SHARE = 1e-9


class MoodFilter:
    """Follows one caller after another; `forget` lies between them."""

    def __init__(self, model: MoodModel) -> None:
        self._model = model
        self._angry = model.moods.index(ANGRY)
        spread = (1.0, model.unlike)
        self._kinds = [_Kind(model, factor) for factor in spread]
        self.forget()

    def forget(self) -> None:
        """Whoever speaks next is unknown."""
        for kind in self._kinds:
            kind.begin()
        share = self._model.unlike_share
        self._weight = np.log([1.0 - share, share])

    @property
    def p(self) -> float:
        """How likely anger is now, 0 to 1."""
        weight = np.exp(self._weight - self._weight.max())
        found = sum(w * kind.moods[self._angry] for w, kind in zip(weight, self._kinds, strict=True))
        return float(found / weight.sum())

    def silent(self, seconds: float) -> None:
        """The caller has said nothing for so long: the mood may have changed, the voice has not."""
        for kind in self._kinds:
            kind.mix(1.0 - np.exp(-seconds / self._model.silence_s))

    def hear(self, place: Array, fresh_s: float, speech_s: float) -> None:
        """Takes a reading.

        Args:
            place: where the anger model puts the caller's last ``speech_s`` of speech, shape ``(K,)``.
            fresh_s: how much of it is new since the reading before, above 0.
        """
        model = self._model
        readings = fresh_s / model.reading_s * min(1.0, speech_s / FULL_S)
        for number, kind in enumerate(self._kinds):
            kind.mix(1.0 - np.exp(-fresh_s / model.speech_s))
            self._weight[number] += kind.update(place, model.rest / readings)
        self._weight -= self._weight.max()


def sees(model: MoodModel) -> Array:
    """What a reading sees of the state in each mood, shape ``(moods, K, moods * K)``: see `_Kind`."""
    moods, places = model.means.shape
    found = np.zeros((moods, places, moods * places))
    for mood in range(moods):
        found[mood, :, :places] = np.eye(places)
        found[mood, :, mood * places : (mood + 1) * places] = np.eye(places)
    return found


def first_covariance(model: MoodModel, spread: float) -> Array:
    """Covariance of the state before a word is heard, shape ``(moods * K, moods * K)``: see `_Kind`."""
    moods, places = model.means.shape
    found = np.zeros((moods * places, moods * places))
    for mood in range(moods):
        own = slice(mood * places, (mood + 1) * places)
        found[own, own] = model.effects[mood - 1] if mood else spread * model.callers
    return found


class _Kind:
    """The filter for callers whose offsets have ``spread`` times the model's covariance.

    The state of each mood's Kalman filter is the caller's offset and then their effect of each mood but calm, so it
    has ``moods * K`` dimensions.
    """

    def __init__(self, model: MoodModel, spread: float) -> None:
        self._means, self._prior = model.means, model.prior
        self._first, self._sees = first_covariance(model, spread), sees(model)
        self.begin()

    def begin(self) -> None:
        """Nothing has been heard."""
        self.moods = self._prior.copy()
        self._state = np.zeros((len(self.moods), len(self._first)))
        self._sure = np.repeat(self._first[None], len(self.moods), axis=0)

    def mix(self, changed: float) -> None:
        """The mood has changed with probability ``changed``, to what is usual."""
        came = (1.0 - changed) * np.diag(self.moods) + changed * np.outer(self.moods, self._prior)
        self.moods = came.sum(axis=0)
        share = came / self.moods
        state = share.T @ self._state
        off = self._state[:, None, :] - state[None, :, :]
        spread = self._sure[:, None] + off[..., :, None] * off[..., None, :]
        self._sure = np.einsum("ij,ijkl->jkl", share, spread)
        self._state = state

    def update(self, place: Array, noise: Array) -> float:
        """Takes a reading with this covariance; returns the logarithm of its likelihood, less a constant."""
        seen = self._sees @ self._sure
        expected = seen @ self._sees.transpose(0, 2, 1) + noise
        off = place - self._means - np.einsum("mkd,md->mk", self._sees, self._state)
        gain = np.linalg.solve(expected, seen).transpose(0, 2, 1)
        surprise = np.einsum("mk,mk->m", off, np.linalg.solve(expected, off[..., None])[..., 0])
        likely = -0.5 * (surprise + np.linalg.slogdet(expected)[1])
        self._state = self._state + np.einsum("mdk,mk->md", gain, off)
        self._sure = self._sure - gain @ seen
        best = float(likely.max())
        moods = self.moods * np.exp(likely - best)
        total = float(moods.sum())
        self.moods = np.maximum(moods / total, LEAST_SHARE)
        self.moods /= self.moods.sum()
        return best + float(np.log(total))
