"""An articulation rate over the last so many seconds of speech, pauses left out."""

from __future__ import annotations

from collections import deque


class RateWindow:
    """Syllables and speech time of the last pieces of speech, as few of them as hold the wanted length."""

    def __init__(self, speech_s: float) -> None:
        """``speech_s``: how much speech the window holds, s."""
        self._wanted_s = speech_s
        self.clear()

    def clear(self) -> None:
        """Begins anew."""
        self._pieces: deque[tuple[float, float]] = deque()
        self._syllables = 0.0
        self.speech_s = 0.0

    def push(self, syllables: float, speech_s: float) -> None:
        """Takes the next piece of speech."""
        self._pieces.append((syllables, speech_s))
        self._syllables += syllables
        self.speech_s += speech_s
        while self.speech_s - self._pieces[0][1] >= self._wanted_s:
            old_syllables, old_s = self._pieces.popleft()
            self._syllables -= old_syllables
            self.speech_s -= old_s

    @property
    def rate(self) -> float | None:
        """Syllables a second; None while the window is not yet full."""
        return self._syllables / self.speech_s if self.speech_s >= self._wanted_s else None
