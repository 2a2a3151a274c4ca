"""The rules about the agent's own voice: pace and level, each against a limit and against the agent's usual."""

from __future__ import annotations

from firmware_app.coaching.usual import Usual
from firmware_app.conversation import Situation
from firmware_app.settings import CoachingSettings

_NEWS_S = 1.0
"""Nobody is told to slow down who has just stopped, nor by a reading from before a silence."""
_MURMUR_S = 1.0
"""An mm-hm while the caller speaks is over before; the level of speech long past is then told once more."""
_STOPPED_S = 3.0
"""An agent who has been quiet this long is no longer speaking too fast or too loud."""


class SlowDown:
    """The agent's rate is above the limit, or well above the agent's own usual rate."""

    def __init__(self, settings: CoachingSettings) -> None:
        self._settings = settings.slow_down
        self._usual = Usual(self._settings.usual_after_s, settings.shift_gap_s)
        self._why: str | None = None
        self._hurried_since: float | None = None

    def due(self, now: Situation) -> str | None:
        """See `Rule`."""
        self._usual.pass_time(now.t)
        if not now.in_call or now.pace is None or now.agent_quiet_s >= _STOPPED_S:
            self._why = self._hurried_since = None
            return None
        rate, limit = now.pace.syllables_per_s, self.limit(now.angry)
        fresh = now.agent_quiet_s < _NEWS_S and now.t - now.pace.t < _NEWS_S
        if fresh and rate > limit and self._long_enough(now, rate):
            self._why = f"{rate:.1f} syll/s over {now.pace.speech_s:.1f} s, limit {limit:.1f}"
        elif rate < limit - self._settings.hysteresis:
            self._why = None
        if rate <= limit:
            self._hurried_since = None
        self._usual.learn(now.pace.t, rate, now.pace.speech_s)
        return self._why

    def _long_enough(self, now: Situation, rate: float) -> bool:
        """What is too fast for anyone is told at once; what is fast for this agent, when it goes on."""
        if self._hurried_since is None:
            self._hurried_since = now.t
        anyone = rate > (self._settings.angry_limit if now.angry else self._settings.limit)
        return anyone or now.t - self._hurried_since >= self._settings.relative_after_s

    def limit(self, angry: bool) -> float:
        """Syllables a second: the lower of the absolute limit and the relative one, never below a calm rate."""
        settings = self._settings
        absolute = settings.angry_limit if angry else settings.limit
        usual = self._usual.value
        if usual is None:
            return absolute
        times = settings.angry_relative if angry else settings.relative
        return min(absolute, max(usual * times, settings.relative_floor))


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
