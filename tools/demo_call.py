"""Makes the demo call: two espeak-ng voices on a timeline, over a telephone line.

    python -m tools.demo_call [OUT.ogg]

The caller gets angry and calms down; the agent answers too soon, talks too fast, talks over the caller and goes
silent. Nothing tells the models what is coming: they hear what any caller and agent would send.
"""

from __future__ import annotations

import io
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from firmware_app.facts import Side
from firmware_app.share import shared_file

RATE = 16_000
TAIL_S = 1.0
HUNG_UP_S = 6.5
"""After the last word the line is noise for a second, then dead: the call is over."""
NOISE_DBFS = {Side.CALLER: -58.0, Side.AGENT: -62.0}

Sound: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True)
class Manner:
    """How a line is spoken, in espeak-ng's own units, and the vocal effort behind it.

    ``speed``: words a minute. ``pitch``: 0 to 99. ``range``: percent of the usual intonation.
    ``effort``: −1 to 1; a raised voice
    loses its spectral tilt and is pressed, a relaxed one gains tilt (Traunmüller and Eriksson 2000).
    """

    voice: str
    speed: int
    pitch: int
    range: int = 100
    effort: float = 0.0


AGENT = Manner("en-gb+f2", 135, 52)
AGENT_FAST = Manner("en-gb+f2", 215, 60)
AGENT_WARM = Manner("en-gb+f2", 120, 46)
CALLER = Manner("en-us+m7", 140, 34, 90, -0.2)
CALLER_ANGRY = Manner("en-us+m7", 185, 82, 200, 1.0)


@dataclass(frozen=True)
class Line:
    """``gap_s``: seconds after the other lines' end (below zero: talking over it)."""

    who: Side
    gap_s: float
    manner: Manner
    text: str


SCRIPT: tuple[Line, ...] = (
    Line(Side.AGENT, 0.8, AGENT, "Good morning, this is Sam. How can I help you?"),
    Line(Side.CALLER, 0.5, CALLER, "Hello. I am calling about my last bill."),
    Line(Side.AGENT, 0.5, AGENT, "Of course. What is your customer number please?"),
    Line(
        Side.CALLER,
        0.5,
        CALLER_ANGRY,
        "I gave you that number twice already, nobody ever calls me back, "
        "and now you have charged me for the third time, and I have had enough of it!",
    ),
    Line(
        Side.AGENT,
        0.4,
        AGENT_FAST,
        "I completely understand that but according to our general terms and conditions the monthly payment is "
        "collected automatically unless the cancellation was received in writing before the end of the period, "
        "and any remaining balance is transferred to the following statement, which is payable within fourteen days, "
        "so strictly speaking there is nothing that anyone in this department could have done about it before the "
        "end of the current accounting month, and it will be corrected automatically",
    ),
    Line(
        Side.CALLER,
        -1.4,
        CALLER_ANGRY,
        "No, you listen to me, I cancelled it in March, and I have got your letter right here on the table, "
        "so why do I pay for something I never wanted? I want my money back, and I want it back today!",
    ),
    Line(Side.AGENT, -4.6, AGENT_FAST, "But as I was trying to explain to you it was collected correctly"),
    Line(
        Side.AGENT,
        5.6,
        AGENT_WARM,
        "I am sorry. You cancelled in March, you have our letter, and we charged you three times. "
        "I will send the money back today.",
    ),
    Line(Side.CALLER, 0.7, CALLER, "All right. Thank you. That is all I wanted to hear from you."),
    Line(Side.AGENT, 0.6, AGENT_WARM, "It is done. You will have a letter about it on Friday."),
    Line(Side.CALLER, 0.6, CALLER, "Good. Then I will wait for the letter. And you will not charge me again?"),
    Line(Side.AGENT, 0.6, AGENT_WARM, "No. That will not happen again. Thank you for your patience."),
    Line(Side.CALLER, 0.6, CALLER, "Thank you for your help. Goodbye."),
    Line(Side.AGENT, 0.4, AGENT_WARM, "Goodbye."),
)
"""The agent answers too soon, too fast, talks over the caller, goes silent, and then does it right."""


def speak(manner: Manner, text: str) -> Sound:
    """One line of speech, float, shape ``(n,)`` at `RATE`, silence at its ends cut off."""
    words = f'<speak><prosody range="{manner.range}%">{text}</prosody></speak>'
    command = ["espeak-ng", "-v", manner.voice, "-s", str(manner.speed), "-p", str(manner.pitch), "-m", "--stdout"]
    wav = subprocess.run([*command, words], capture_output=True, check=True).stdout
    sound, rate = soundfile.read(io.BytesIO(wav))
    sound = soxr.resample(sound, rate, RATE)
    loud = np.flatnonzero(np.abs(sound) > 0.01 * np.abs(sound).max())
    return _raise_voice(sound[loud[0] : loud[-1]], manner.effort)


def _raise_voice(sound: Sound, effort: float) -> Sound:
    """Vocal effort: the spectrum tilts by up to 9 dB an octave above 500 Hz, and a raised voice is pressed."""
    spectrum = np.fft.rfft(sound)
    hz = np.fft.rfftfreq(len(sound), 1 / RATE)
    octaves = np.clip(np.log2(np.maximum(hz, 1.0) / 500.0), 0.0, 2.5)
    tilted: Sound = np.fft.irfft(spectrum * 10.0 ** (9.0 * effort * octaves / 20.0), len(sound))
    tilted /= np.sqrt(np.mean(tilted**2))
    press = 0.3 + 1.2 * max(effort, 0.0)
    pressed: Sound = np.tanh(tilted * press) / press
    raised: Sound = pressed / np.sqrt(np.mean(pressed**2)) * 10.0 ** ((-26.0 + 5.0 * effort) / 20.0)
    return raised


def compose(script: tuple[Line, ...]) -> Sound:
    """The call, shape ``(n, 2)``, caller and agent."""
    placed: list[tuple[Line, int, Sound]] = []
    end = 0
    for line in script:
        sound = speak(line.manner, line.text)
        start = end + round(line.gap_s * RATE)
        placed.append((line, start, sound))
        end = max(end, start + len(sound))
    call = _line_noise(end + round(TAIL_S * RATE))
    for line, start, sound in placed:
        call[start : start + len(sound), 0 if line.who is Side.CALLER else 1] += sound
    call[:, 0] = telephone(call[:, 0])
    return np.concatenate((call, np.zeros((round(HUNG_UP_S * RATE), 2))))


def _line_noise(length: int) -> Sound:
    noise = np.random.default_rng(1).standard_normal((length, 2))
    quiet: Sound = noise * [10.0 ** (NOISE_DBFS[side] / 20.0) for side in (Side.CALLER, Side.AGENT)]
    return quiet


def telephone(sound: Sound) -> Sound:
    """300 to 3400 Hz (ITU-T G.712) and the µ-law of G.711."""
    spectrum = np.fft.rfft(sound)
    hz = np.fft.rfftfreq(len(sound), 1 / RATE)
    narrow = np.clip(np.fft.irfft(np.where((hz > 300.0) & (hz < 3400.0), spectrum, 0.0), len(sound)), -1.0, 1.0)
    codes = np.rint(np.sign(narrow) * np.log1p(255.0 * np.abs(narrow)) / np.log(256.0) * 127.0) / 127.0
    heard: Sound = np.sign(codes) * (np.exp(np.abs(codes) * np.log(256.0)) - 1.0) / 255.0
    return heard


def main() -> int:
    """Writes the call."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else shared_file("demo_call.ogg")
    call = compose(SCRIPT)
    soundfile.write(out, call, RATE, format="OGG", subtype="VORBIS", compression_level=0.5)
    print(f"{out}: {len(call) / RATE:.1f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
