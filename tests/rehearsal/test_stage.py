"""What line, headset and desk do to a call."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import soundfile

from firmware_app.audio import SAMPLE_RATE
from firmware_app.facts import Side
from models.training.channel import SPEECH_DBFS
from tools.rehearsal.playwright import Play
from tools.rehearsal.stage import HANG_UP_S, TAIL_S, Props, draw_conditions, staged
from tools.rehearsal.truth import Conditions, Dead, DeadAir

QUIET = Conditions("a", "b", True, "mu", 0.1, -80.0, SPEECH_DBFS, SPEECH_DBFS, None, None, False)
MUSIC_HZ = 600.0
END_S = 8.0


@pytest.fixture(scope="module")
def props(tmp_path_factory: pytest.TempPathFactory) -> Props:
    folder = tmp_path_factory.mktemp("props")
    t = np.arange(20 * SAMPLE_RATE) / SAMPLE_RATE
    soundfile.write(folder / "music.wav", 0.3 * np.sin(2 * np.pi * MUSIC_HZ * t), SAMPLE_RATE)
    hum = 0.1 * np.random.default_rng(5).standard_normal(3 * SAMPLE_RATE)
    soundfile.write(folder / "room.wav", hum, SAMPLE_RATE)
    return Props((folder / "music.wav",), (folder / "room.wav",))


def a_play(*dead: DeadAir) -> Play:
    """The caller speaks in seconds 1 to 3, the agent in 6 to 8; between them room for what goes dead."""
    rng = np.random.default_rng(1)
    level = 10.0 ** (SPEECH_DBFS / 20.0)
    noise = [(level * rng.standard_normal(2 * SAMPLE_RATE)).astype(np.float32) for _ in Side]
    sounds = {Side.CALLER: [(1.0, noise[0])], Side.AGENT: [(6.0, noise[1])]}
    return Play([], list(dead), sounds, END_S)


def on_stage(props: Props, play: Play, seed: int = 2, **how: object) -> np.ndarray:
    return staged(play, replace(QUIET, **how), props, np.random.default_rng(seed))


def dbfs(channels: np.ndarray, side: Side, low: float, high: float) -> float:
    part = channels[round(low * SAMPLE_RATE) : round(high * SAMPLE_RATE), 0 if side is Side.CALLER else 1]
    return float(10.0 * np.log10(np.mean(part.astype(np.float64) ** 2) + 1e-12))


def test_each_side_is_on_its_own_channel_and_both_hang_up(props: Props) -> None:
    channels = on_stage(props, a_play())
    assert channels.shape == (round((END_S + HANG_UP_S + TAIL_S) * SAMPLE_RATE), 2)
    assert dbfs(channels, Side.CALLER, 1.2, 2.8) - dbfs(channels, Side.CALLER, 6.2, 7.8) > 30.0
    assert dbfs(channels, Side.AGENT, 6.2, 7.8) - dbfs(channels, Side.AGENT, 1.2, 2.8) > 30.0
    assert not channels[round(END_S * SAMPLE_RATE) :].any()


@pytest.mark.parametrize("codec", ["mu", "a", "gsm", "opus"])
@pytest.mark.parametrize("louder_db", [-12.0, 0.0, 8.0])
def test_levels_are_those_of_the_conditions(props: Props, codec: str, louder_db: float) -> None:
    usual = on_stage(props, a_play(), codec=codec)
    louder = on_stage(
        props, a_play(), codec=codec, caller_dbfs=SPEECH_DBFS + louder_db, agent_dbfs=SPEECH_DBFS + louder_db
    )
    for side, low, high in ((Side.CALLER, 1.2, 2.8), (Side.AGENT, 6.2, 7.8)):
        # speech clips, and a codec is coarser for soft sounds
        assert dbfs(louder, side, low, high) - dbfs(usual, side, low, high) == pytest.approx(louder_db, abs=1.5)


@pytest.mark.parametrize("crosstalk_db", [-32.0, -25.0])
def test_so_much_of_the_caller_gets_into_the_microphone(props: Props, crosstalk_db: float) -> None:
    channels = on_stage(props, a_play(), crosstalk_db=crosstalk_db)
    leak = dbfs(channels, Side.AGENT, 1.2, 2.8) - dbfs(channels, Side.CALLER, 1.2, 2.8)
    # the ear-piece passes the middle of the band; softer than this it lies in the microphone's hiss
    assert leak == pytest.approx(crosstalk_db, abs=4.0)


@pytest.mark.parametrize("noise_db", [20.0, 30.0])
def test_noise_lies_so_far_below_the_speech(props: Props, noise_db: float) -> None:
    channels = on_stage(props, a_play(), agent_noise_db=noise_db)
    assert dbfs(channels, Side.AGENT, 4.0, 5.5) == pytest.approx(SPEECH_DBFS - noise_db, abs=2.0)


def test_a_mute_is_digital_silence_and_a_pause_is_not(props: Props) -> None:
    muted = on_stage(props, a_play(DeadAir(3.5, 5.5, Dead.MUTE, muted=True)))
    pause = on_stage(props, a_play(DeadAir(3.5, 5.5, Dead.SILENCE, muted=False)))
    inside = slice(round(3.5 * SAMPLE_RATE), round(5.5 * SAMPLE_RATE))
    assert not muted[inside, 1].any()
    assert np.mean(pause[inside, 1] != 0.0) > 0.9


def test_hold_music_is_on_the_callers_line_as_long_as_the_hold(props: Props) -> None:
    channels = on_stage(props, a_play(DeadAir(3.5, 5.5, Dead.MUSIC, muted=False)), seed=4)
    held = channels[round(3.6 * SAMPLE_RATE) : round(5.4 * SAMPLE_RATE), 0]
    spectrum = np.abs(np.fft.rfft(held))
    assert abs(np.argmax(spectrum) * SAMPLE_RATE / len(held) - MUSIC_HZ) < 5.0
    assert dbfs(channels, Side.CALLER, 3.0, 3.4) < dbfs(channels, Side.CALLER, 3.6, 5.4) - 30.0


def test_typing_is_heard_and_is_softer_than_speech(props: Props) -> None:
    typing = on_stage(props, a_play(DeadAir(3.5, 5.5, Dead.TYPING, muted=False)))
    peak = np.abs(typing[round(3.5 * SAMPLE_RATE) : round(5.5 * SAMPLE_RATE), 1]).max()
    assert 10.0 ** (-60.0 / 20.0) < peak < 10.0 ** (SPEECH_DBFS / 20.0)


def test_a_clipped_microphone_has_flat_peaks(props: Props) -> None:
    channels = on_stage(props, a_play(), clipped=True, agent_dbfs=SPEECH_DBFS + 8.0)
    said = np.abs(channels[round(6.2 * SAMPLE_RATE) : round(7.8 * SAMPLE_RATE), 1])
    assert np.mean(said > 0.99 * said.max()) > 0.02


def test_a_background_of_seconds_does_not_start_again_every_few_seconds(props: Props) -> None:
    channels = on_stage(props, a_play(), agent_noise_db=20.0)
    between = channels[round(3.2 * SAMPLE_RATE) : round(5.8 * SAMPLE_RATE), 1]
    levels = np.sqrt(np.mean(between[: len(between) // 1600 * 1600].reshape(-1, 1600) ** 2, axis=1))
    assert levels.max() < 2.0 * levels.min()


def test_conditions_span_what_real_lines_do() -> None:
    rng = np.random.default_rng(9)
    drawn = [draw_conditions(rng, "a", "b", angry=True) for _ in range(300)]
    assert {each.codec for each in drawn} == {"mu", "a", "gsm", "opus"}
    assert min(each.delay_s for each in drawn) < 0.05
    assert max(each.delay_s for each in drawn) > 0.35
    assert all(-50.0 <= each.crosstalk_db <= -25.0 for each in drawn)
    assert 0.03 < np.mean([each.clipped for each in drawn]) < 0.2


def test_the_same_seed_sounds_the_same(props: Props) -> None:
    play = a_play(DeadAir(3.5, 5.5, Dead.TYPING, muted=False))
    one, again = (on_stage(props, play, seed=6, agent_noise_db=20.0) for _ in range(2))
    assert np.array_equal(one, again)
