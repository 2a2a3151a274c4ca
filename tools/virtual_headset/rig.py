"""The virtual headset itself: the real PipeWire daemon, virtual cards, and the environment for those who listen."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

import numpy as np
import soundfile
import soxr
from numpy.typing import NDArray

from firmware_app.errors import CuelightError
from tools.virtual_headset.cards import CARDS, card, write_configuration
from tools.virtual_headset.links import Linker
from tools.virtual_headset.player import GRAPH_RATE, Player

_PROGRAMS = ("pipewire", "pw-dump", "pw-link", "pw-cli")
_PLUGIN = "alsa-lib/libasound_module_pcm_pipewire.so"
_START_S = 10.0


class VirtualHeadsetError(CuelightError):
    """The virtual headset cannot be had here: one line that says why."""


def why_not() -> str | None:
    """The reason why no virtual headset can be had on this machine, or None."""
    for program in _PROGRAMS:
        if shutil.which(program) is None:
            return f"{program} is not installed; apt install pipewire pipewire-bin"
    if not any(Path("/usr/lib").glob(f"*/{_PLUGIN}")):
        return "ALSA has no pipewire plug-in; apt install pipewire-alsa"
    return None


class VirtualHeadset:
    """Two cards and a call between them, without hardware.

    A context manager: PipeWire runs inside it, and nothing is left of it afterwards.

    Raises:
        VirtualHeadsetError: on entering, where PipeWire cannot run; one line says why.
    """

    def __init__(self, workdir: Path, quantum: int = 1024) -> None:
        """``workdir``: an empty folder for sockets and configuration. ``quantum``: samples a graph cycle at 48 kHz."""
        self._dir = workdir.resolve()
        self._quantum = quantum
        self._fifo = self._dir / "call.fifo"
        self._daemon: subprocess.Popen[bytes] | None = None
        self._linker: Linker | None = None
        self._players: list[Player] = []
        self._saved: dict[str, str | None] = {}

    @property
    def environment(self) -> dict[str, str]:
        """What a process that listens needs in its environment."""
        return {
            "XDG_RUNTIME_DIR": str(self._dir),
            "PIPEWIRE_RUNTIME_DIR": str(self._dir),
            "ALSA_CONFIG_PATH": str(self._dir / "asound.conf"),
            # without a session manager a stream has to make its ports itself
            "PIPEWIRE_ALSA": "{ adapter.auto-port-config = { mode = dsp monitor = false position = preserve } }",
        }

    def __enter__(self) -> VirtualHeadset:
        reason = why_not()
        if reason is None and len(str(self._dir / "pipewire-0.lock")) > 107:
            reason = f"{self._dir}: too long a path for a socket; take a shorter one"
        if reason is not None:
            raise VirtualHeadsetError(f"virtual headset: {reason}")
        self._dir.mkdir(parents=True, exist_ok=True)
        self._dir.chmod(0o700)
        write_configuration(self._dir, self._quantum, self._fifo)
        try:
            self.start_daemon()
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End everything that was started, and take the environment back."""
        for player in self._players:
            player.stop()
        self._players.clear()
        self.kill_daemon()
        for name, value in self._saved.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        self._saved.clear()

    def apply_environment(self) -> None:
        """Set `environment` for this process and those it starts; `close` takes it back.

        To be called before a `Headset` is made (or PortAudio initialised).
        """
        for name, value in self.environment.items():
            self._saved.setdefault(name, os.environ.get(name))
            os.environ[name] = value

    def play(self, frames: NDArray[np.float32], rate: int) -> Player:
        """Play a call into both cards from now on, in real time and in step.

        ``frames``: float32, shape ``(n, 2)``, caller and agent, at ``rate`` Hz.
        """
        if rate != GRAPH_RATE:
            frames = np.asarray(soxr.resample(frames, rate, GRAPH_RATE), dtype=np.float32)
        player = Player(self._fifo, frames)
        self._players.append(player)
        return player

    def play_file(self, path: Path) -> Player:
        """Play a two-channel recording."""
        frames, rate = soundfile.read(path, dtype="float32", always_2d=True)
        return self.play(frames, rate)

    def start_daemon(self) -> None:
        """Start PipeWire and wait until the cards are there and linked."""
        self._fifo.unlink(missing_ok=True)
        os.mkfifo(self._fifo)
        environment = os.environ | self.environment
        with (self._dir / "pipewire.log").open("wb") as log:
            self._daemon = subprocess.Popen(
                ["pipewire", "-c", str(self._dir / "pipewire.conf")],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # a Ctrl-C at the terminal is for us; we then end the daemon
            )
        daemon = self._daemon
        _poll(lambda: (self._dir / "pipewire-0").exists() or daemon.poll() is not None, _START_S)
        if daemon.poll() is None:
            self._linker = Linker(environment)
        if self._linker is None or not self._linker.wait_linked([*CARDS, "call.player"], _START_S):
            raise VirtualHeadsetError(f"virtual headset: PipeWire did not start: {self._complaint()}")

    def kill_daemon(self) -> None:
        """Kill PipeWire outright, as a crash would. `start_daemon` brings it back."""
        if self._daemon is not None:
            self._daemon.kill()
            self._daemon.wait()
            self._daemon = None
        if self._linker is not None:
            self._linker.close()
            self._linker = None
        for name in ("pipewire-0", "pipewire-0.lock"):
            (self._dir / name).unlink(missing_ok=True)

    @contextmanager
    def daemon_stopped(self) -> Iterator[None]:
        """Let PipeWire hang, alive and deaf, for a while."""
        if self._daemon is None:
            raise VirtualHeadsetError("virtual headset: PipeWire is not running; start_daemon() first")
        self._daemon.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._daemon.send_signal(signal.SIGCONT)

    def remove_card(self, name: str) -> None:
        """Take a card away, as pulling its plug would."""
        node = self._links.node(name)
        self._pw_cli("destroy", str(node))
        if not _poll(lambda: self._links.node(name) is None, _START_S):
            raise VirtualHeadsetError(f"virtual headset: {name} would not go")

    def add_card(self, name: str) -> None:
        """Put a card back and wait until it is linked."""
        self._pw_cli("create-node", "adapter", f"{{ {card(name)} }}")
        if not self._links.wait_linked([name], _START_S):
            raise VirtualHeadsetError(f"virtual headset: {name} would not come")

    def add_pcm(self, name: str, like: str) -> None:
        """Give one of the ALSA PCMs a second name, for processes that start from now on."""
        with (self._dir / "asound.conf").open("a", encoding="utf-8") as file:
            file.write(f'pcm.{name} {{ type copy  slave.pcm "{like}" }}\n')

    def wait_tapped(self, name: str, timeout_s: float = _START_S) -> bool:
        """Wait until a reader listens to this card."""
        return self._links.wait_tapped(name, timeout_s)

    @property
    def _links(self) -> Linker:
        if self._linker is None:
            raise VirtualHeadsetError("virtual headset: PipeWire is not running; start_daemon() first")
        return self._linker

    def _pw_cli(self, *words: str) -> None:
        subprocess.run(
            ["pw-cli", *words], env=os.environ | self.environment, capture_output=True, timeout=_START_S, check=True
        )

    def _complaint(self) -> str:
        lines = (self._dir / "pipewire.log").read_text(encoding="utf-8", errors="replace").splitlines()
        return next((line for line in lines if line.startswith("[E]")), lines[-1] if lines else "no word from it")


def _poll(condition: Callable[[], bool], timeout_s: float) -> bool:
    end = time.monotonic() + timeout_s
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True
