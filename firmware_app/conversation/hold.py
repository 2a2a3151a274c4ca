"""Hold: the agent's side has gone dead while the caller waits."""

from __future__ import annotations

from firmware_app.conversation.happenings import HoldKind

_MUTE_QUIET_S = 1.0
"""An agent who mutes to listen is not holding: only a muted line with a silent caller is. Nor does a breath while
something plays behind the caller make a hold."""


class Hold:
    """Tells the ways in which the agent's side goes dead. Call `step` with how things stand."""

    def __init__(self, dead_air_s: float) -> None:
        self._dead_air_s = dead_air_s
        self.kind: HoldKind | None = None

    def step(self, *, both_quiet_s: float, agent_quiet_s: float, agent_line_dead: bool, music: bool) -> None:
        """``both_quiet_s``: seconds since either voice was heard, 0 while one speaks; music is no voice."""
        if music and agent_quiet_s >= _MUTE_QUIET_S:
            self.kind = HoldKind.MUSIC
        elif agent_line_dead and both_quiet_s >= _MUTE_QUIET_S:
            self.kind = HoldKind.MUTE
        elif both_quiet_s >= self._dead_air_s:
            # what a hold began as says more than the silence it goes on with
            self.kind = self.kind or HoldKind.SILENCE
        elif both_quiet_s == 0.0:
            self.kind = None
