"""The agent talking over the caller.

What the device hears from the far end left the caller one line delay ago, and the caller hears the agent one delay
late. A caller who starts second did not know for twice the delay that the agent was speaking, so that much of the
overlap is the line's and nobody's fault.
"""

from __future__ import annotations

from firmware_app.conversation.voices import Voice

_BREATH_S = 0.5
"""Either may take breath: so short a silence does not end a talk-over, and does not count as one."""


class Overlap:
    """Adds up how long both speak, from one breath to the next."""

    def __init__(self, line_delay_s: float, hangover_s: float) -> None:
        self._round_trip = 2.0 * line_delay_s
        self._hangover = hangover_s
        self.forget()

    def forget(self) -> None:
        """Another call."""
        self._since: float | None = None
        self._before = 0.0
        self._ended = float("-inf")

    def follow(self, caller: Voice, agent: Voice, since: float) -> None:
        """One of the two has begun or ended to speak, at ``since``."""
        both = caller.speaking and agent.speaking
        if both and self._since is None:
            began = max(caller.began, agent.began)
            if began - self._ended > _BREATH_S:
                self._before = 0.0
                began += self._round_trip if caller.began > agent.began else 0.0
            self._since = began
        elif not both and self._since is not None:
            self._before += max(0.0, since - self._since)
            self._ended = max(since, self._since)
            self._since = None

    def length_s(self, t: float) -> float:
        """Seconds of talk-over up to ``t`` that are certain, 0 while one is silent: a voice may just have ended."""
        return 0.0 if self._since is None else self._before + max(0.0, t - self._hangover - self._since)

    def over(self, t: float) -> float:
        """The length of a talk-over that has ended, s, told once; else 0."""
        if self._since is not None or t - self._ended <= _BREATH_S:
            return 0.0
        length, self._before = self._before, 0.0
        return length
