from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.audio.processes import children
from tests.audio.sounds import noise
from tools.virtual_headset import VirtualHeadset, VirtualHeadsetError, why_not

pytestmark = pytest.mark.pipewire


def test_where_pipewire_is_absent_one_line_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(VirtualHeadsetError) as caught, VirtualHeadset(tmp_path / "pw"):
        pass
    assert str(caught.value) == "virtual headset: pipewire is not installed; apt install pipewire pipewire-bin"


def test_where_pipewire_cannot_start_its_last_words_are_given_and_nothing_stays(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PIPEWIRE_MODULE_DIR", "/nonexistent")
    folder = tmp_path_factory.mktemp("pw")
    with pytest.raises(VirtualHeadsetError, match=r"^virtual headset: PipeWire did not start: .*module"):
        VirtualHeadset(folder).__enter__()
    assert children(running=str(folder)) == []
    assert children(running="pw-dump") == []


def test_a_folder_too_deep_for_a_socket_is_named(tmp_path: Path) -> None:
    with (
        pytest.raises(VirtualHeadsetError, match="too long a path for a socket"),
        VirtualHeadset(tmp_path / ("x" * 90)),
    ):
        pass


def test_nothing_is_left_of_it(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("pw")
    before = dict(os.environ)
    with VirtualHeadset(folder) as virtual:
        player = virtual.play(noise(60.0, 8_000, channels=2), 8_000)
        assert os.environ["ALSA_CONFIG_PATH"] == str(folder / "asound.conf")
        assert len(children(running=str(folder))) == 2  # the daemon and the linker
    assert player.wait(0.0)
    assert dict(os.environ) == before
    assert children(running=str(folder)) == []
    assert children(running="pw-dump") == []


def test_the_call_is_carried_with_nobody_listening(tmp_path_factory: pytest.TempPathFactory) -> None:
    with VirtualHeadset(tmp_path_factory.mktemp("pw")) as virtual:
        words = subprocess.run(
            ["pw-link", "--links"], env=os.environ | virtual.environment, capture_output=True, text=True, check=True
        )
    links = " ".join(words.stdout.split())
    assert "pc.capture:capture_MONO |-> headset.playback:playback_MONO" in links
    assert "headset.capture:capture_MONO |-> pc.playback:playback_MONO" in links


def test_a_call_is_played_in_real_time_and_to_its_end(tmp_path_factory: pytest.TempPathFactory) -> None:
    with VirtualHeadset(tmp_path_factory.mktemp("pw")) as virtual:
        player = virtual.play(np.zeros((8_000, 2), dtype=np.float32), 8_000)
        assert not player.wait(0.3)  # 1 s of sound; the FIFO swallows a third of it
        assert player.wait(20.0)


def test_the_command_prints_what_a_listener_needs_and_ends_cleanly(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "tools.virtual_headset"]
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    lines = [process.stdout.readline() for _ in range(4)]
    process.terminate()
    _, err = process.communicate(timeout=20)
    assert all(line.startswith("export ") for line in lines)
    assert any("PIPEWIRE_RUNTIME_DIR=" in line for line in lines)
    assert (process.returncode, err) == (0, "")
    assert why_not() is None
