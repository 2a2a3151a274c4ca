"""SOFTER: the agent's level against the agent's own usual level."""

from __future__ import annotations

from firmware_app.coaching.usual import Usual
from firmware_app.conversation import Situation
from firmware_app.settings import CoachingSettings

_MURMUR_S = 1.0
"""An mm-hm while the caller speaks is over before; the level of speech long past is then told once more."""
_STOPPED_S = 3.0
"""An agent who has been quiet this long is no longer too loud."""


class LowerVoice:
    """The agent is well above the agent's own usual level while the caller is angry. A level, not a feeling."""

    def __init__(self, settings: CoachingSettings) -> None:
        self._settings = settings
        self._usual = Usual(settings.usual_level_after_s, settings.shift_gap_s)
        self._loud_since: float | None = None
        self._on = False

    def due(self, now: Situation) -> str | None:
        """See `Rule`."""
        self._usual.pass_time(now.t)
        if now.level is None:
            return None
        usual = self._usual.value
        if not now.angry or usual is None or now.agent_quiet_s >= _STOPPED_S:
            self._loud_since, self._on = None, False
            self._usual.learn(now.level.t, now.level.dbfs, now.level.speech_s)
            return None
        above = now.level.dbfs - usual
        loud = above >= self._settings.lower_voice_db
        if loud and (self._loud_since is not None or now.agent_spoken_s >= _MURMUR_S):
            self._loud_since = now.t if self._loud_since is None else self._loud_since
            # a median over so much speech has passed the line when half of it has
            loud_s = now.t - self._loud_since + now.level.speech_s / 2.0
            self._on = self._on or loud_s >= self._settings.lower_voice_after_s
        else:
            self._loud_since = None
            self._on = self._on and above > self._settings.lower_voice_back_db
        # what is loud now must not become the usual: nothing is learned from it
        if not loud:
            self._usual.learn(now.level.t, now.level.dbfs, now.level.speech_s)
        return f"{above:.0f} dB above the agent's usual level" if self._on else None
