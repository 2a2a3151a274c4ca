"""Every setting once: its name, unit, default and range. A section is a frozen dataclass, a setting one line in it.

The one TOML file that changes them is read by `settings_file`.
"""

from __future__ import annotations

from dataclasses import dataclass, field


def _number(default: float, unit: str, low: float, high: float, why: str) -> float:
    return field(default=default, metadata={"unit": unit, "low": low, "high": high, "why": why})


def _whole(default: int, unit: str, low: int, high: int, why: str) -> int:
    return field(default=default, metadata={"unit": unit, "low": low, "high": high, "why": why})


def _switch(default: bool, why: str) -> bool:
    return field(default=default, metadata={"why": why})


def _text(default: str, why: str) -> str:
    return field(default=default, metadata={"why": why})


def _choice(default: str, choices: tuple[str, ...], why: str) -> str:
    return field(default=default, metadata={"choices": choices, "why": why})


@dataclass(frozen=True)
class CallPathSettings:
    """How the unit stands in the call. `cuelight wire` makes the files of PipeWire, ALSA and udev of it."""

    topology: str = _choice(
        "tap",
        ("tap", "bridge-usb", "bridge-cards"),
        "tap: the call runs through copper and the unit only listens; bridge: it passes through the unit",
    )
    tap_card: str = _text("", "tap: the stereo input, caller left and agent right; usb:1-1.2 or id:NAME")
    pc_card: str = _text("", "bridge-cards: the card towards the PC or telephone; bridge-usb has its own")
    headset_card: str = _text("", "bridges: the headset, or the card that it plugs into")
    input_channels: int = _whole(1, "channels", 1, 2, "bridge-cards: of each card's input; USB headsets have one")
    output_channels: int = _whole(2, "channels", 1, 2, "bridges: of each card's output; most have two")
    quantum: int = _whole(256, "samples at 48 kHz", 64, 2048, "a cycle of the graph, and the delay it may add")
    headroom: int = _whole(
        256, "samples at 48 kHz", 0, 8192, "kept in each card's buffer: with none the followers of the clock run dry"
    )
    echo_cancel: bool = _switch(False, "bridges: take the caller's echo out of what is heard of the agent")
    bypass: bool = _switch(False, "bridges: a bypass hangs on the line `bypass` of the wiring file; keep it open")


@dataclass(frozen=True)
class AudioSettings:
    """Where the two channels come from."""

    caller_device: str = _text("caller_tap", "name of the ALSA PCM that carries the far end")
    agent_device: str = _text("agent_tap", "name of the ALSA PCM that carries the near end")
    stereo_device: str = _text("", "one stereo PCM for both (left caller, right agent); empty: the two above")
    stall_s: float = _number(0.4, "s", 0.1, 5.0, "no frames for this long: the input is lost; the promise is 0.5 s")
    retry_s: float = _number(1.0, "s", 0.2, 60.0, "a lost input is tried again after this, in vain up to every 5 s")


@dataclass(frozen=True)
class HearingSettings:
    """What one voice is doing."""

    anger: bool = _switch(True, "hear the caller's anger; off for calls between employees")
    speech_margin_db: float = _number(9.0, "dB", 3.0, 30.0, "speech stands this far above the line's own noise")
    speech_floor_dbfs: float = _number(-66.0, "dBFS", -95.0, -30.0, "no voice is so quiet: codecs end at -70")
    hangover_s: float = _number(0.2, "s", 0.05, 1.0, "a voice has ended after this much silence")
    pace_window_s: float = _number(4.0, "s of speech", 2.0, 20.0, "the agent's pace is taken over this much speech")
    digital_silence_s: float = _number(0.5, "s", 0.1, 5.0, "all samples zero for this long: mute, hold or no line")


@dataclass(frozen=True)
class ConversationSettings:
    """What the two are doing together."""

    line_delay_s: float = _number(0.1, "s", 0.0, 0.8, "one-way delay of the line, taken off overlaps")
    turn_gap_s: float = _number(2.0, "s", 0.2, 3.0, "a shorter silence, not taken by the other, lies within a turn")
    dead_air_s: float = _number(3.0, "s", 1.0, 30.0, "both silent for this long: dead air")
    call_end_s: float = _number(60.0, "s", 5.0, 600.0, "both silent for this long: the call is over")
    call_suspend_s: float = _number(5.0, "s", 1.0, 600.0, "both lines digitally silent for this long: suspended")
    call_end_dead_s: float = _number(60.0, "s", 1.0, 600.0, "both lines digitally silent for this long: over")
    call_end_hold_s: float = _number(900.0, "s", 60.0, 7200.0, "a call on hold is over after this long")
    anger_share: float = _number(
        0.09, "of callers' speech", 0.001, 0.5, "how common anger is on this line: the rarer, the more it takes"
    )
    anger_sure: float = _number(0.5, "", 0.05, 0.99, "the caller is shown angry at or above this probability")
    anger_over: float = _number(0.28, "", 0.01, 0.95, "and calm again below this one")
    anger_lasts_s: float = _number(
        4.3, "s of speech", 1.0, 600.0, "what was heard of the mood counts a third after this much more of it"
    )


@dataclass(frozen=True)
class SlowDownSettings:
    """SLOW DOWN."""

    window_s: float = _number(20.0, "s of speech", 5.0, 60.0, "haste is a rate over this much speech")
    recent_s: float = _number(4.0, "s of speech", 2.0, 30.0, "it is over when the rate of so much speech is near usual")
    spreads: float = _number(
        2.55, "standard deviations", 0.5, 6.0, "above the agent's own usual, of the rates of 10 s of the agent's speech"
    )
    angry_spreads: float = _number(1.45, "standard deviations", 0.3, 6.0, "the same once a caller is or was angry")
    floor: float = _number(4.5, "syllables/s", 2.0, 9.0, "the limit never falls below this calm rate")
    limit: float = _number(8.5, "syllables/s", 4.0, 12.0, "hardly anyone's usual: all there is while that is unknown")
    hysteresis: float = _number(0.5, "syllables/s", 0.0, 2.0, "off so far below the limit while the usual is unknown")
    usual_after_s: float = _number(90.0, "s of speech", 30.0, 600.0, "the usual rate is known after this much speech")
    usual: float = _number(0.0, "syllables/s", 0.0, 9.0, "taken for usual until it is known; 0: nothing is")


@dataclass(frozen=True)
class CoachingSettings:
    """When each cue is due. A cue's own times (shortest on-time, cooldown) stand in its row of the catalogue."""

    listen_after_s: float = _number(0.6, "s", 0.2, 5.0, "talking over an angry caller for this long; mm-hm is shorter")
    listen_quiet_s: float = _number(1.0, "s", 0.2, 5.0, "the agent has been quiet for this long")
    pause_s: float = _number(2.0, "s", 0.5, 5.0, "wait this long after an angry turn")
    pause_turn_s: float = _number(1.0, "s", 0.0, 10.0, "an angry turn shorter than this is an interjection")
    dont_hold_quiet_s: float = _number(3.0, "s", 1.0, 30.0, "both silent for this long with an angry caller")
    acknowledge_turn_s: float = _number(8.0, "s", 2.0, 60.0, "an angry turn of this length is worth saying back")
    acknowledge_spoken_s: float = _number(4.0, "s of speech", 1.0, 30.0, "the agent has said it back")
    lower_voice_db: float = _number(6.0, "dB", 2.0, 20.0, "this far above the agent's own usual level")
    lower_voice_back_db: float = _number(3.0, "dB", 0.0, 20.0, "back within this of it")
    lower_voice_after_s: float = _number(
        2.25, "s", 0.5, 10.0, "for this long; at 2.0 s a lively sentence is false 0.8 times an hour of angry calls"
    )
    usual_level_after_s: float = _number(20.0, "s of speech", 5.0, 600.0, "the usual level is known after so much")
    breathe_angry_s: float = _number(90.0, "s", 10.0, 600.0, "angry for this long")
    breathe_window_s: float = _number(180.0, "s", 20.0, 1800.0, "of the last so long")
    escalate_angry_s: float = _number(300.0, "s", 30.0, 3600.0, "anger for this long")
    escalate_calm_s: float = _number(60.0, "s", 5.0, 600.0, "with no calm as long as this in it")
    calmed_after_s: float = _number(20.0, "s", 2.0, 300.0, "calm for this long after anger")
    calmed_show_s: float = _number(10.0, "s", 1.0, 60.0, "how long the good news is shown")
    shift_gap_s: float = _number(
        1800.0, "s", 60.0, 43200.0, "nobody has spoken here for so long: the usual pace and level are learned anew"
    )
    note_show_s: float = _number(120.0, "s", 2.0, 3600.0, "NOTE goes out by itself after this long")
    calling_hours: str = _text("", "08:00-21:00, local time: HOURS for a call that begins outside; needs a set clock")
    slow_down: SlowDownSettings = field(default_factory=SlowDownSettings)


@dataclass(frozen=True)
class DeskSettings:
    """The box in front of the agent."""

    brightness: float = _number(0.6, "of full", 0.02, 1.0, "of every lamp; a bright office wants 1.0, a dim one 0.2")
    quiet_hours: str = _text("", "22:00-06:00, local time: lamps dimmed, no buzzer; needs a clock that is set")
    quiet_brightness: float = _number(0.1, "of full", 0.0, 1.0, "of every lamp in the quiet hours")
    buzzer: bool = _switch(False, "a short tick with a new cue; off, because a microphone may be open")
    ear_cue: bool = _switch(False, "bridges: a soft tone with a new cue, in the agent's ear only")
    ear_cue_dbfs: float = _number(-36.0, "dBFS", -60.0, -20.0, "its level; a caller's speech is near -26")
    pinout: str = _text("", "wiring file; empty: hardware/pinout.toml as shipped")


@dataclass(frozen=True)
class LogbookSettings:
    """What is kept of the calls, and for how long. Counts and seconds: no sound, no words, no names."""

    keep: bool = _switch(True, "off: nothing at all is written down, and the trainer gets nothing")
    folder: str = _text("", "where; empty: systemd's state folder, /var/lib/cuelight")
    device: str = _text("", "the unit's name in reports: its desk, never a person's; empty: made of the machine's id")
    keep_days: int = _whole(30, "days", 1, 366, "older calls are deleted; a unit without a clock counts shifts")
    max_mb: int = _whole(32, "MB", 1, 1024, "the file never grows beyond; the oldest calls go first")
    shift_gap_s: float = _number(7200.0, "s", 600.0, 43200.0, "no call for so long: another shift")
    battery_clock: bool = _switch(False, "the unit has a clock with a battery, set right: believe it")


@dataclass(frozen=True)
class ExportSettings:
    """What is handed out to the trainer."""

    site_key: str = _text("", "the site's public key, as ssh-ed25519 AAAA…: sticks authorised with it get the bundle")
    trainer_key: str = _text("", "age1…: bundles are encrypted to it; empty: they are not")
    grain_min: int = _whole(15, "min", 1, 60, "times are rounded down to this: no caller is found by the minute")


@dataclass(frozen=True)
class UnitSettings:
    """The unit as a whole, where it was made from the image."""

    time_zone: str = _text("", "of the desk, as Europe/Berlin: days and hours in reports; empty: UTC")
    language: str = _choice("en", ("en", "de"), "of what the unit writes back to the boot partition")


@dataclass(frozen=True)
class Settings:
    """All settings; as it stands, the defaults."""

    unit: UnitSettings = field(default_factory=UnitSettings)
    call_path: CallPathSettings = field(default_factory=CallPathSettings)
    audio: AudioSettings = field(default_factory=AudioSettings)
    hearing: HearingSettings = field(default_factory=HearingSettings)
    conversation: ConversationSettings = field(default_factory=ConversationSettings)
    coaching: CoachingSettings = field(default_factory=CoachingSettings)
    desk: DeskSettings = field(default_factory=DeskSettings)
    logbook: LogbookSettings = field(default_factory=LogbookSettings)
    export: ExportSettings = field(default_factory=ExportSettings)
