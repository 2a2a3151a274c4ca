"""The rules about the two together: turns, talk-over, holds, and the course of anger."""

from __future__ import annotations

from firmware_app.coaching.rule import CueState
from firmware_app.conversation import HoldKind, Situation, Turn
from firmware_app.settings import CoachingSettings


class Listen:
    """The agent talks over an angry caller."""

    def __init__(self, settings: CoachingSettings) -> None:
        self._settings = settings
        self._why: str | None = None

    def due(self, now: Situation) -> str | None:
        """See `Rule`."""
        if now.angry and now.talk_over_s >= self._settings.listen_after_s:
            self._why = self._why or f"talked over an angry caller for {self._settings.listen_after_s:.1f} s"
        elif not now.in_call or now.agent_quiet_s >= self._settings.listen_quiet_s:
            self._why = None
        return self._why


class Pause:
    """An angry caller has fallen silent: wait. And wait again, should they go on."""

    def __init__(self, settings: CoachingSettings) -> None:
        self._length_s = settings.pause_s
        self._least_s = settings.pause_turn_s
        self._ran_in: float | None = None
        self._answered: float | None = None
        self.state: CueState | None = None
        """See `Staged`."""
        self.left_s = 0.0
        """See `Staged`: nothing of a silence while the caller speaks."""

    def due(self, now: Situation) -> str | None:
        """See `Rule`."""
        turn = now.caller_turn
        self.state, self.left_s = None, 0.0
        if turn is None:
            return None
        if turn.ended is None:
            # the same turn goes on after a silence; a murmur into it is no answer, and talking over it is LISTEN's
            if now.angry and self._ran_in == turn.began:
                self.state = CueState.WAITING
        elif now.agent_speaking:
            self._answered = turn.ended
        elif self._runs(now, turn, turn.ended):
            self._ran_in = turn.began
            self.state, self.left_s = CueState.RUNNING, self._length_s - (now.t - turn.ended)
        return None if self.state is None else "an angry caller has paused"

    def _runs(self, now: Situation, turn: Turn, ended: float) -> bool:
        """Whether this silence is one to wait through; one that was answered is over."""
        long_enough = turn.length_s >= self._least_s
        return turn.angry and long_enough and ended != self._answered and now.t - ended < self._length_s


_HOLD_WORDS = {
    HoldKind.SILENCE: "both silent for {quiet:.1f} s, caller angry",
    HoldKind.MUTE: "agent's line muted, caller angry",
    HoldKind.MUSIC: "hold music, caller angry",
}


class DontHold:
    """The agent's side has gone dead on an angry caller."""

    def __init__(self, settings: CoachingSettings) -> None:
        self._quiet_s = settings.dont_hold_quiet_s
        self._why: str | None = None

    def due(self, now: Situation) -> str | None:
        """See `Rule`."""
        if not now.angry or now.hold is None or now.agent_speaking:
            self._why = None
        elif self._why is None:
            quiet = min(now.agent_quiet_s, now.caller_quiet_s)
            if now.hold is not HoldKind.SILENCE or quiet >= self._quiet_s:
                self._why = _HOLD_WORDS[now.hold].format(quiet=quiet)
        return self._why


class Acknowledge:
    """A long angry turn is over and so is the pause: say it back."""

    def __init__(self, settings: CoachingSettings) -> None:
        self._settings = settings

    def due(self, now: Situation) -> str | None:
        """See `Rule`."""
        turn = _ended_angry_turn(now)
        if turn is None or turn.ended is None or turn.length_s < self._settings.acknowledge_turn_s:
            return None
        waited = now.t - turn.ended >= self._settings.pause_s
        if not waited or now.agent_spoken_s >= self._settings.acknowledge_spoken_s:
            return None
        return f"an angry turn of {turn.length_s:.0f} s waits to be said back"


class Breathe:
    """Anger for much of the last minutes."""

    def __init__(self, settings: CoachingSettings) -> None:
        self._settings = settings

    def due(self, now: Situation) -> str | None:
        """See `Rule`."""
        if not now.angry or now.angry_s_recent < self._settings.breathe_angry_s:
            return None
        return f"angry for {self._settings.breathe_angry_s:.0f} s of the last {self._settings.breathe_window_s:.0f}"


class Escalate:
    """Anger without an end in sight."""

    def __init__(self, settings: CoachingSettings) -> None:
        self._settings = settings
        self._on = False

    def due(self, now: Situation) -> str | None:
        """See `Rule`."""
        # lit by anger, kept through its short calms, so that it does not blink with the mood
        enough = now.angry_run_s >= self._settings.escalate_angry_s
        self._on = enough and (now.angry or self._on)
        if not self._on:
            return None
        minutes = self._settings.escalate_angry_s / 60
        return f"{minutes:.0f} min of anger with no calm {self._settings.escalate_calm_s:.0f} s in it"


class Calmed:
    """The caller was angry and has been calm for a while: worth a slow green."""

    def __init__(self, settings: CoachingSettings) -> None:
        self._settings = settings

    def due(self, now: Situation) -> str | None:
        """See `Rule`."""
        begin = self._settings.calmed_after_s
        if now.calm_s is None or not begin <= now.calm_s < begin + self._settings.calmed_show_s:
            return None
        return f"calm for {begin:.0f} s after anger"


class Note:
    """A call with anger in it has ended: write it down."""

    def __init__(self, settings: CoachingSettings) -> None:
        self._show_s = settings.note_show_s
        self._ended: float | None = None
        self._was_in_call = False

    def due(self, now: Situation) -> str | None:
        """See `Rule`."""
        # a call that is suspended after both had fallen silent has most likely ended
        in_call = now.in_call and not now.parted
        if in_call:
            self._ended = None
        elif self._was_in_call and now.anger_in_call:
            self._ended = now.t
        self._was_in_call = in_call
        if self._ended is None or now.t - self._ended >= self._show_s:
            return None
        return "a call with anger in it has ended"


class Hours:
    """The call has begun at a time of day at which people may not be called."""

    def __init__(self, _: CoachingSettings) -> None:
        self._began_outside: bool | None = None

    def due(self, now: Situation) -> str | None:
        """See `Rule`."""
        if not now.in_call:
            self._began_outside = None
        elif self._began_outside is None:
            self._began_outside = now.out_of_hours
        return "the call began outside the hours in which people may be called" if self._began_outside else None


def _ended_angry_turn(now: Situation) -> Turn | None:
    turn = now.caller_turn
    return turn if turn is not None and turn.angry and turn.ended is not None else None
