"""The anger network and how it is taught.

Several small networks side by side, their logits averaged: on little data that is steadier than one large one.
Beside anger each also tells voices from noise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import tensorflow as tf
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from models.training.anger_data import Sound
from models.training.anger_rows import Rows

CORPUS_WEIGHT = {"turev": 0.5, "tess": 0.5, "emospeech_in": 0.7}
"""Single words and two speakers teach less than sentences of many; the others count 1."""


@dataclass(frozen=True)
class Recipe:
    """How the network is taught."""

    members: int = 8
    hidden: tuple[int, ...] = (80,)
    steps: int = 1000
    batch: int = 256
    rate: float = 2e-3
    dropout: float = 0.4
    lost_inputs: float = 0.2
    input_noise: float = 0.03
    decay: float = 7e-4
    smoothing: float = 0.1
    voice_weight: float = 0.05
    calm_weight: float = 0.3
    mixing: float = 4.0
    other_share: float = 0.1


class Labels:
    """What is known of each sound, as arrays over sounds."""

    def __init__(self, sounds: Sequence[Sound]) -> None:
        self.angry = np.array([s.emotion == "angry" for s in sounds], dtype=np.float32)
        self.speech = np.array([s.speech for s in sounds])
        self.corpus = np.array([s.corpus for s in sounds])
        self.held_out = np.array([s.held_out for s in sounds])
        acted = sorted({s.corpus for s in sounds if s.emotion == "angry"})
        self.corpora = acted
        self.emotional = np.isin(self.corpus, acted)


@dataclass(frozen=True)
class Calibration:
    """Probability = sigmoid(``slope`` · logit + ``offset``) (Platt 1999)."""

    slope: float
    offset: float


def taught(rows: Rows, labels: Labels, recipe: Recipe, calibration: Calibration, seed: int) -> Any:
    """A Keras model of the whole ensemble: scaled measures → (anger, voice), each 0 to 1.

    Every second member knows the judged line alone, the others a worse one too: each is better where it is at home.
    """
    layers = tf.keras.layers
    x = tf.keras.Input((rows.values.shape[1],), name="measures")
    lines = (rows.judged_line(), rows)
    members = [_member(lines[number % 2], labels, recipe, seed * 100 + number)(x) for number in range(recipe.members)]
    anger, voice = (layers.Average()([member[output] for member in members]) for output in (0, 1))
    scale = layers.Dense(
        1,
        kernel_initializer=tf.keras.initializers.Constant(calibration.slope),
        bias_initializer=tf.keras.initializers.Constant(calibration.offset),
    )
    return tf.keras.Model(x, layers.Activation("sigmoid")(layers.Concatenate()([scale(anger), voice])))


def calibrated(rows: Rows, labels: Labels, recipe: Recipe, seed: int) -> Calibration:
    """How far a logit can be trusted on a corpus that the network does not know: each is left out once."""
    sound = rows.sound
    logit, known = np.zeros(len(sound)), labels.emotional[sound]
    for corpus in sorted(set(labels.corpus[sound[known]])):
        here = labels.corpus[sound] == corpus
        part = _member(rows.of(labels.corpus != corpus), labels, recipe, seed)
        logit[here] = part(rows.values[here])[0].numpy()[:, 0]
        print(f"calibration: {corpus} left out", flush=True)
    weight = _acted_weights(sound[known], labels)
    fit = LogisticRegression(C=1e6).fit(logit[known, None], labels.angry[sound[known]], weight / weight.mean())
    return Calibration(float(fit.coef_[0, 0]), float(fit.intercept_[0]))


def _member(rows: Rows, labels: Labels, recipe: Recipe, seed: int) -> Any:
    tf.keras.utils.set_random_seed(seed)
    draw = _Batches(rows, labels, recipe, np.random.default_rng(seed))
    model, bare = _layers(rows.values.shape[1], len(labels.corpora), recipe)
    schedule = tf.keras.optimizers.schedules.CosineDecay(recipe.rate, recipe.steps)
    optimizer = tf.keras.optimizers.Adam(schedule)

    @tf.function  # type: ignore[untyped-decorator, unused-ignore]
    def step(x: Any, corpus: Any, anger: Any, weight: Any, voice: Any) -> None:
        with tf.GradientTape() as tape:
            says_anger, says_voice = model([x, corpus], training=True)
            wrong = tf.reduce_mean(weight * _binary(anger, says_anger[:, 0]))
            wrong += recipe.voice_weight * tf.reduce_mean(_binary(voice, says_voice[:, 0]))
            wrong += tf.add_n(model.losses)
        slopes = tape.gradient(wrong, model.trainable_variables)
        optimizer.apply_gradients(zip(slopes, model.trainable_variables, strict=True))

    for _ in range(recipe.steps):
        step(*map(tf.constant, draw()))
    return bare


def _layers(inputs: int, corpora: int, recipe: Recipe) -> tuple[Any, Any]:
    """The network to teach, which is also told the corpus, and the one to keep, which is not.

    The corpus has its own offset in the logit: how angry a corpus is on the whole is no fact about voices.
    """
    layers = tf.keras.layers
    x, corpus = tf.keras.Input((inputs,)), tf.keras.Input((corpora,))
    h = layers.Dropout(recipe.lost_inputs)(layers.GaussianNoise(recipe.input_noise)(x))
    for units in recipe.hidden:
        h = layers.Dense(units, "relu", kernel_regularizer=tf.keras.regularizers.L2(recipe.decay))(h)
        h = layers.Dropout(recipe.dropout)(h)
    anger, voice = layers.Dense(1)(h), layers.Dense(1)(h)
    offset = layers.Dense(1, use_bias=False, kernel_initializer="zeros")(corpus)
    model = tf.keras.Model([x, corpus], [layers.Add()([anger, offset]), voice])
    return model, tf.keras.Model(x, [anger, voice])


def _binary(truth: Any, logit: Any) -> Any:
    return tf.nn.sigmoid_cross_entropy_with_logits(truth, logit)


class _Batches:
    """Draws batches in which every corpus and label has its share."""

    def __init__(self, rows: Rows, labels: Labels, recipe: Recipe, rng: np.random.Generator) -> None:
        self._rows, self._labels, self._recipe, self._rng = rows, labels, recipe, rng
        emotional = labels.emotional[rows.sound]
        self._acted, self._other = np.flatnonzero(emotional), np.flatnonzero(~emotional)
        self._acted_sum = _running(_acted_weights(rows.sound[self._acted], labels))
        self._other_sum = _running(_other_weights(labels.speech[rows.sound[self._other]]))
        self._offset = _corpus_offsets(rows, labels)
        self._own = np.array([labels.corpora.index(c) if c in labels.corpora else -1 for c in labels.corpus])

    def __call__(self) -> list[NDArray[np.float32]]:
        others = int(self._recipe.other_share * self._recipe.batch)
        acted = self._recipe.batch - others
        row = np.concatenate(
            (self._pick(self._acted, self._acted_sum, acted), self._pick(self._other, self._other_sum, others))
        )
        sound = self._rows.sound[row]
        weight = np.repeat([1.0, self._recipe.calm_weight], [acted, others])
        anger = self._labels.angry[sound] * (1.0 - 2.0 * self._recipe.smoothing) + self._recipe.smoothing
        corpus = self._labels.corpus[sound][:, None] == np.array(self._labels.corpora)
        values = self._rows.values[row] + self._moved(self._own[sound])
        parts = (values, corpus, anger, weight, self._labels.speech[sound])
        return self._mixed([np.asarray(part, dtype=np.float32) for part in parts], acted)

    def _moved(self, own: NDArray[np.int64]) -> NDArray[np.float32]:
        """Takes each corpus to the common middle: what a recording adds to all its clips is no voice's own."""
        moved: NDArray[np.float32] = -self._offset[own]
        return moved

    def _mixed(self, parts: list[NDArray[np.float32]], acted: int) -> list[NDArray[np.float32]]:
        """Mixup (Zhang et al. 2018) among the acted rows."""
        if not self._recipe.mixing:
            return parts
        share = self._rng.beta(self._recipe.mixing, self._recipe.mixing, acted)
        share = np.maximum(share, 1.0 - share).astype(np.float32)
        partner = self._rng.permutation(acted)
        for part in parts:
            own = share.reshape(-1, *[1] * (part.ndim - 1))
            part[:acted] = own * part[:acted] + (1.0 - own) * part[partner]
        return parts

    def _pick(self, rows: NDArray[np.int64], running: NDArray[np.float64], count: int) -> NDArray[np.int64]:
        picked: NDArray[np.int64] = rows[np.searchsorted(running, self._rng.random(count) * running[-1])]
        return picked


def _corpus_offsets(rows: Rows, labels: Labels) -> NDArray[np.float32]:
    """How far each corpus's middle (of its angry and other rows alike) lies from all corpora's; a last row of 0."""
    corpus, angry = labels.corpus[rows.sound], labels.angry[rows.sound] > 0
    present = [c for c in labels.corpora if np.any(corpus == c)]
    middles = {
        c: 0.5 * (rows.values[(corpus == c) & angry].mean(axis=0) + rows.values[(corpus == c) & ~angry].mean(axis=0))
        for c in present
    }
    middle = np.mean(list(middles.values()), axis=0)
    none = np.zeros_like(middle)
    return np.array([*(middles[c] - middle if c in middles else none for c in labels.corpora), none], dtype=np.float32)


def _acted_weights(sound: NDArray[np.int64], labels: Labels) -> NDArray[np.float64]:
    weights = np.zeros(len(sound))
    for corpus in labels.corpora:
        for angry in (0.0, 1.0):
            same = (labels.corpus[sound] == corpus) & (labels.angry[sound] == angry)
            weights[same] = CORPUS_WEIGHT.get(corpus, 1.0) / max(1, np.count_nonzero(same))
    return weights


def _other_weights(speech: NDArray[np.bool_]) -> NDArray[np.float64]:
    return np.where(speech, 1.0 / max(1, speech.sum()), 1.0 / max(1, (~speech).sum()))


def _running(weights: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.cumsum(weights)
