"""The whole conversation: facts in, happenings out, the situation beside."""

from __future__ import annotations

import math

from firmware_app.conversation.happenings import (
    AngerDisregarded,
    AngerHeard,
    CallChanged,
    Gap,
    Happening,
    HoldChanged,
    HoldKind,
    OverloadChanged,
    PaceHeard,
    SideLost,
    SidesChanged,
    SuspendedChanged,
    TalkOver,
    ToneChanged,
    TurnChanged,
)
from firmware_app.conversation.hold import Hold
from firmware_app.conversation.mood import Mood
from firmware_app.conversation.situation import Situation
from firmware_app.conversation.spells import AngerSpells
from firmware_app.conversation.suspension import Outcome, Suspension
from firmware_app.conversation.talk_over import Overlap
from firmware_app.conversation.voices import CallerTurns, Voice
from firmware_app.facts import (
    Anger,
    CallerSound,
    Fact,
    InputLost,
    Level,
    LineDead,
    LineNoise,
    Music,
    Overload,
    Pace,
    Side,
    Sides,
    SidesFound,
    Speech,
    Syllables,
    Tone,
)
from firmware_app.settings import Settings

_TOOK_THE_FLOOR_S = 0.7
"""An agent who has spoken this long since the caller fell silent has taken the turn; an mm-hm is shorter."""
_PARTED_S = 1.0
"""Both silent for so long before their lines died: they had done with one another. A pause cuts a conversation off."""
_BLIND_S = 0.3
"""A shorter loss is a crackle: nothing that is shown need go out for it."""


class Conversation:
    """Follows call after call. Facts must come in order of time."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings.conversation
        self._mood = Mood(settings.conversation)
        coaching = settings.coaching
        self._spells = AngerSpells(coaching.breathe_window_s, coaching.escalate_calm_s)
        self._overlap = Overlap(settings.conversation.line_delay_s, settings.hearing.hangover_s)
        self._suspension = Suspension(settings.conversation.call_suspend_s, settings.conversation.call_end_dead_s)
        self._tone: Tone | None = None
        self._lost: dict[Side, float] = {}
        self._line_speaks: set[Side] = set()
        self._music = False
        self._sides = Sides.APART
        self._overloaded: set[Side] = set()
        self._in_call = False
        self._anger_in_call = False
        self._anger_counts = True
        self._t = 0.0
        self._forget()

    def _forget(self) -> None:
        """Back to how a call begins."""
        self._opened = self._t
        self._voices = {side: Voice() for side in Side}
        self._turns = CallerTurns(self._settings.turn_gap_s)
        self._hold = Hold(self._settings.dead_air_s)
        self._overlap.forget()
        self._agent_spoken_s = 0.0
        self._agent_since_turn = False
        self._pace: Pace | None = None
        self._said: Syllables | None = None
        self._level: Level | None = None
        self._mood.reset()
        self._spells.reset()

    def hear(self, fact: Fact) -> list[Happening]:
        """Takes one fact; gives what it made happen, in order."""
        elapsed, self._t = fact.t - self._t, fact.t
        if self._in_call and self._voices[Side.AGENT].speaking:
            self._agent_spoken_s += elapsed
        told = [*self._of_a_voice(fact), *self._of_a_line(fact)]
        return told + self._time_passes()

    def _of_a_voice(self, fact: Fact) -> list[Happening]:
        match fact:
            case Speech():
                return self._speech(fact)
            case Anger() if self._in_call and self._anger_counts and not self._suspension.on:
                return [AngerHeard(fact.t, fact.p, self._mood.read(fact))]
            case Pace() if self._in_call and not self._suspension.on:
                self._pace = fact
                return [PaceHeard(fact.t, fact.syllables_per_s, fact.speech_s)]
            case Syllables() if self._in_call and not self._suspension.on:
                self._said = fact
            case Level() if self._in_call:
                self._level = fact
            case _:
                pass
        return []

    def _of_a_line(self, fact: Fact) -> list[Happening]:
        match fact:
            case LineDead():
                self._suspension.line(fact)
            case CallerSound() | LineNoise():
                self._suspension.far_end(fact)
            case Tone():
                return self._tone_heard(fact)
            case Music():
                return self._music_heard(fact)
            case Overload():
                (self._overloaded.add if fact.on else self._overloaded.discard)(fact.who)
                return [OverloadChanged(fact.t, fact.who, fact.on)]
            case SidesFound():
                return self._sides_found(fact)
            case InputLost():
                return self._input_lost(fact)
            case _:
                pass
        return []

    @property
    def situation(self) -> Situation:
        """How things stand at the last fact."""
        caller, agent, t = self._voices[Side.CALLER], self._voices[Side.AGENT], self._t
        return Situation(
            t=t,
            in_call=self._in_call,
            sides=self._sides,
            overloaded=frozenset(self._overloaded),
            blind=any(t - since >= _BLIND_S for since in self._lost.values()),
            agent_lost_s=t - self._lost.get(Side.AGENT, t),
            suspended=self._suspension.on,
            parted=self._parted,
            tone=self._tone is not None,
            angry=self._angry,
            anger_in_call=self._anger_in_call,
            angry_s_recent=self._spells.recent_s(t),
            angry_run_s=self._spells.run_s(t),
            calm_s=self._spells.calm_for_s(t),
            caller_speaking=caller.speaking,
            agent_speaking=agent.speaking,
            caller_quiet_s=caller.quiet_s(t, self._opened),
            agent_quiet_s=agent.quiet_s(t, self._opened),
            agent_spoken_s=self._agent_spoken_s,
            caller_turn=self._turns.turn,
            talk_over_s=self._overlap.length_s(t),
            hold=self._hold.kind,
            pace=self._pace,
            said=self._said,
            level=self._level,
        )

    def _speech(self, fact: Speech) -> list[Happening]:
        (self._line_speaks.add if fact.on else self._line_speaks.discard)(fact.who)
        if fact.who in self._lost or (self._music and fact.who is Side.CALLER) or self._nobody_there:
            return []
        if fact.on == self._voices[fact.who].speaking:
            return []
        happened: list[Happening] = []
        if fact.on and not self._in_call:
            happened.append(self._open_call(fact.t))
        self._voice(fact)
        happened.append(TurnChanged(fact.t, fact.who, fact.on, fact.since))
        happened += self._caller_turn(fact) if fact.who is Side.CALLER else self._agent_turn(fact)
        return happened

    def _caller_turn(self, fact: Speech) -> list[Happening]:
        if fact.on:
            self._turns.begin(fact.since, self._agent_spoken_s >= _TOOK_THE_FLOOR_S)
        else:
            self._turns.end(fact.since, fact.t, self._mood.angry)
            self._agent_spoken_s = 0.0
            agent = self._voices[Side.AGENT]
            self._agent_since_turn = agent.speaking
            if agent.speaking:
                return [Gap(fact.t, agent.began - fact.since, self._mood.angry)]
        return []

    def _agent_turn(self, fact: Speech) -> list[Happening]:
        if not fact.on or self._agent_since_turn:
            return []
        self._agent_since_turn = True
        turn = self._turns.turn
        if turn is None or turn.ended is None:
            return []
        return [Gap(fact.t, fact.since - turn.ended, turn.angry)]

    def _voice(self, fact: Speech) -> None:
        self._voices[fact.who].hear(fact)
        self._overlap.follow(self._voices[Side.CALLER], self._voices[Side.AGENT], fact.since)

    def _music_heard(self, fact: Music) -> list[Happening]:
        """Music is no voice: what had passed for the caller speaking ends where the music began."""
        happened: list[Happening] = []
        caller = self._voices[Side.CALLER]
        if fact.on and caller.speaking:
            since = max(caller.began, min(fact.since, fact.t))
            self._voice(Speech(fact.t, Side.CALLER, False, since))
            happened.append(TurnChanged(fact.t, Side.CALLER, False, since))
            self._turns.turn = None
        self._music = fact.on
        return happened if fact.on else self._heard_again(Side.CALLER, fact.t)

    @property
    def _nobody_there(self) -> bool:
        """The network itself is heard: whatever is said, it is not said to anyone."""
        return self._tone is not None and self._tone.sure

    @property
    def _parted(self) -> bool:
        died = self._suspension.died
        quiet = min(voice.quiet_s(died, self._opened) for voice in self._voices.values())
        return self._suspension.on and quiet >= _PARTED_S

    @property
    def _angry(self) -> bool:
        return self._mood.angry and not self._suspension.on

    def _tone_heard(self, fact: Tone) -> list[Happening]:
        """A signal of the network ends the call; what may be one keeps the silence around it from being a hold."""
        nobody_there = self._nobody_there
        self._tone = fact if fact.on else None
        told: list[Happening] = [ToneChanged(fact.t, fact.on, fact.sure)]
        if self._nobody_there:
            return told + self.hang_up()
        if nobody_there:
            told += [event for side in Side for event in self._heard_again(side, fact.t)]
        return told

    def _input_lost(self, fact: InputLost) -> list[Happening]:
        """A side that cannot be heard is neither speaking nor silent: its turn ends without meaning, and may go on."""
        told: list[Happening] = [SideLost(fact.t, fact.who, fact.on)]
        if not fact.on:
            self._lost.pop(fact.who, None)
            return told + self._heard_again(fact.who, fact.t)
        self._lost[fact.who] = fact.t
        voice = self._voices[fact.who]
        if not voice.speaking:
            return told
        self._voice(Speech(fact.t, fact.who, False, fact.t))
        if fact.who is Side.CALLER:
            self._turns.end(fact.t, fact.t, angry=False)
        return [*told, TurnChanged(fact.t, fact.who, False, fact.t)]

    def _sides_found(self, fact: SidesFound) -> list[Happening]:
        """Nobody can be told from the other now, and maybe not since the call began: it is no call that counts."""
        self._sides = fact.sides
        happened: list[Happening] = [SidesChanged(fact.t, fact.sides)]
        if fact.sides is not Sides.APART:
            happened += self.hang_up()
            self._anger_in_call = False
        return happened

    def _heard_again(self, who: Side, t: float) -> list[Happening]:
        """The line is heard again: a voice on it that has been speaking all the while is news now."""
        return self._speech(Speech(t, who, True, t)) if who in self._line_speaks else []

    def _open_call(self, t: float) -> Happening:
        self._forget()
        self._in_call = True
        self._anger_in_call = False
        self._anger_counts = True
        self._suspension.call_began()
        return CallChanged(t, True)

    def _time_passes(self) -> list[Happening]:
        if not self._in_call:
            return []
        caller, agent, t = self._voices[Side.CALLER], self._voices[Side.AGENT], self._t
        quiet = min(caller.quiet_s(t, self._opened), agent.quiet_s(t, self._opened))
        happened = [*self._talk_over_told(), *self._follow_hold(quiet)]
        self._spells.step(t, self._angry)
        self._anger_in_call = self._anger_in_call or self._angry
        happened += self._suspended()
        return happened + self._close_call(quiet)

    def _suspended(self) -> list[Happening]:
        """Both lines may have gone dead, or it is known now whose sound has come back."""
        match self._suspension.step(self._t):
            case Outcome.SUSPENDED:
                hold = _hold_changes(self._t, self._hold.kind, None)
                self._hold.kind = None
                return [*hold, SuspendedChanged(self._t, True)]
            case Outcome.SAME:
                return [SuspendedChanged(self._t, False)]
            case Outcome.OVER:
                told: list[Happening] = [SuspendedChanged(self._t, False), *self.hang_up()]
                # whoever has been speaking meanwhile speaks in another call
                return told + [event for side in Side for event in self._heard_again(side, self._t)]
            case None:
                return []

    def _talk_over_told(self, *, final: bool = False) -> list[Happening]:
        length = self._overlap.over(math.inf if final else self._t)
        return [TalkOver(self._t, length, self._mood.angry)] if length > 0.0 else []

    def _follow_hold(self, quiet: float) -> list[Happening]:
        before = self._hold.kind
        # nobody is kept waiting by a busy tone, nor on a line that is dead at both ends
        if self._tone is not None or len(self._suspension.lines_dead) == len(Side):
            self._hold.kind = None
        elif not self._lost and not self._suspension.on:
            self._hold.step(
                both_quiet_s=quiet,
                agent_quiet_s=self._voices[Side.AGENT].quiet_s(self._t, self._opened),
                agent_line_dead=Side.AGENT in self._suspension.lines_dead,
                music=self._music,
            )
        return _hold_changes(self._t, before, self._hold.kind)

    def _close_call(self, quiet: float) -> list[Happening]:
        settings = self._settings
        limit = settings.call_end_s
        if self._hold.kind in (HoldKind.MUSIC, HoldKind.MUTE):
            limit = settings.call_end_hold_s
        if self._suspension.on:
            limit = max(limit, settings.call_end_dead_s)
        return self.hang_up() if quiet >= limit else []

    def disregard_anger(self) -> list[Happening]:
        """No anger counts in this call: not what was heard of it, nor what is still to come."""
        if not self._in_call or not self._anger_counts:
            return []
        self._anger_counts = self._anger_in_call = False
        self._mood.reset()
        self._spells.reset()
        self._turns.calm()
        return [AngerDisregarded(self._t)]

    def hang_up(self) -> list[Happening]:
        """The call is over (or the recording is): everything that is on goes off."""
        if not self._in_call:
            return []
        t = self._t
        happened: list[Happening] = [SuspendedChanged(t, False)] if self._suspension.on else []
        self._suspension.on = False
        for side in [side for side, voice in self._voices.items() if voice.speaking]:
            self._voice(Speech(t, side, False, t))
            happened.append(TurnChanged(t, side, False, t))
        happened += self._talk_over_told(final=True)
        happened += _hold_changes(t, self._hold.kind, None)
        self._in_call = False
        self._forget()
        return [*happened, CallChanged(t, False)]


def _hold_changes(t: float, before: HoldKind | None, now: HoldKind | None) -> list[Happening]:
    if before is now:
        return []
    changes: list[Happening] = []
    if before is not None:
        changes.append(HoldChanged(t, False, before))
    if now is not None:
        changes.append(HoldChanged(t, True, now))
    return changes
