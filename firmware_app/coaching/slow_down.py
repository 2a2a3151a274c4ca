"""SLOW DOWN: the agent's rate against the agent's own usual rate."""

from __future__ import annotations

from firmware_app.coaching.usual_rate import UsualRate
from firmware_app.conversation import Situation
from firmware_app.facts import Syllables
from firmware_app.rate_window import RateWindow
from firmware_app.settings import CoachingSettings

_STOPPED_S = 1.0
"""An agent who has been quiet this long is no longer speaking too fast: no cue for one who has just stopped."""
_STRETCH_S = 3.0
"""After a silence of this length the agent begins anew."""
_UNPLUGGED_S = 5.0
"""The agent's side has been lost for so long: no crackle, and no card that comes back by itself."""
_BACK = 0.4
"""Of the way from the usual rate to the limit."""


class SlowDown:
    """The agent hurries: well above the agent's own usual rate over many seconds of speech."""

    def __init__(self, settings: CoachingSettings) -> None:
        self._settings = settings.slow_down
        self._usual = UsualRate(self._settings, settings.shift_gap_s)
        self._long = RateWindow(self._settings.window_s)
        self._recent = RateWindow(self._settings.recent_s)
        self._heard: Syllables | None = None
        self._limit = self._settings.limit
        self._why: str | None = None

    @property
    def sustained(self) -> float | None:
        """Syllables a second over the stretch that the limit is about; None while too little was said in this call."""
        return self._long.rate

    @property
    def near_usual(self) -> bool | None:
        """Whether the last seconds of speech are back near the usual rate; None while too little was said."""
        rate = self._recent.rate
        return None if rate is None else rate < self._back(self._limit)

    def limit(self, angry: bool) -> float:
        """Syllables a second. ``angry``: there is, or was, an angry caller in this call."""
        settings, usual = self._settings, self._usual
        if usual.rate is None:
            return settings.limit
        spreads = settings.angry_spreads if angry else settings.spreads
        return min(settings.limit, max(usual.rate + spreads * usual.spread, settings.floor))

    def due(self, now: Situation) -> str | None:
        """See `Rule`."""
        self._usual.pass_time(now.t)
        if now.agent_lost_s >= _UNPLUGGED_S:
            # whoever plugs the headset in again may be somebody else
            self._usual.forget()
        if not now.in_call or now.agent_lost_s >= _UNPLUGGED_S:
            self._long.clear()
        if not now.in_call or now.agent_quiet_s >= _STRETCH_S:
            # how fast they spoke before a silence says nothing of how they go on
            self._recent.clear()
        news = self._listen(now)
        self._limit = self.limit(now.anger_in_call)
        if not now.in_call or now.agent_quiet_s >= _STOPPED_S:
            self._why = None
            return None
        self._judge(fresh=news)
        return self._why

    def _listen(self, now: Situation) -> bool:
        if now.said is None or now.said == self._heard:
            return False
        self._heard = now.said
        self._long.push(now.said.count, now.said.speech_s)
        self._recent.push(now.said.count, now.said.speech_s)
        dbfs = None if now.level is None else now.level.dbfs
        self._usual.learn(now.said, dbfs, other=not now.anger_in_call)
        return True

    def _judge(self, *, fresh: bool) -> None:
        rate = self._long.rate
        if rate is None or self.near_usual is None:
            return
        if self.near_usual:
            self._why = None
        elif fresh and rate > self._limit:
            self._why = f"{rate:.1f} syll/s over {self._long.speech_s:.0f} s, limit {self._limit:.1f}"

    def _back(self, limit: float) -> float:
        """The rate of the last seconds below which the agent no longer hurries: part of the way to the limit."""
        usual = self._usual.rate
        return limit - self._settings.hysteresis if usual is None else usual + _BACK * (limit - usual)
