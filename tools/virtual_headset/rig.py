"""The virtual headset itself: the real PipeWire daemon, virtual cards, and the environment for those who listen."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import IO

import numpy as np
import soundfile
import soxr

from firmware_app.call_path.configuration import asound_conf
from firmware_app.call_path.daemon import make_node, take_away
from firmware_app.call_path.graph import Graph
from firmware_app.call_path.wiring import Topology, wiring
from firmware_app.errors import CuelightError
from tools.virtual_headset.cards import GRAPH_RATE, PLAYER, cards_of, write_configuration
from tools.virtual_headset.links import RigLinks, joined, passes, tapped
from tools.virtual_headset.player import Frames, Player
from tools.virtual_headset.recorder import Recorder

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
    """The product's call path, its cards virtual: the daemon, the linker, and the call between the cards.

    A context manager: inside it PipeWire and ``cuelight link`` run, and this process and those it starts find them;
    nothing is left of it afterwards.

    Raises:
        VirtualHeadsetError: on entering, where PipeWire cannot run; one line says why.
    """

    def __init__(
        self,
        workdir: Path,
        quantum: int = 1024,
        *,
        topology: Topology = Topology.BRIDGE_CARDS,
        channels: int = 1,
        records: bool = False,
        settings: str = "",
    ) -> None:
        """``workdir``: an empty folder for sockets and configuration. ``quantum``: samples a graph cycle at 48 kHz.

        ``channels``: of each card. ``records``: `record` is wanted. ``settings``: more lines of ``[call_path]``.
        """
        self._dir = workdir.resolve()
        self._quantum = quantum
        self._topology = topology
        self._cards = {card.name: card for card in cards_of(topology, channels)}
        self._fifo = self._dir / "call.fifo"
        self._recorded = self._dir / "recorded.fifo" if records else None
        self._settings = f'[call_path]\ntopology = "{topology.value}"\n{settings}\n'
        self._daemon: subprocess.Popen[bytes] | None = None
        self._linker: subprocess.Popen[bytes] | None = None
        self._rig_links: RigLinks | None = None
        self._players: list[Player] = []
        self._saved: dict[str, str | None] = {}

    @property
    def environment(self) -> dict[str, str]:
        """What a process that listens needs in its environment."""
        return {
            "XDG_RUNTIME_DIR": str(self._dir),
            "PIPEWIRE_RUNTIME_DIR": str(self._dir),
            "ALSA_CONFIG_PATH": str(self._dir / "asound.conf"),
            "STATE_DIRECTORY": str(self._dir / "state"),  # a kiosk's logbook goes with the rest
            # without a session manager a stream has to make its ports itself
            "PIPEWIRE_ALSA": "{ adapter.auto-port-config = { mode = dsp monitor = false position = preserve } }",
        }

    @property
    def settings_file(self) -> Path:
        """The settings that the linker has, for a kiosk."""
        return self._dir / "cuelight.toml"

    def __enter__(self) -> VirtualHeadset:
        reason = why_not()
        if reason is None and len(str(self._dir / "pipewire-0.lock")) > 107:
            reason = f"{self._dir}: too long a path for a socket; take a shorter one"
        if reason is not None:
            raise VirtualHeadsetError(f"virtual headset: {reason}")
        self._dir.mkdir(parents=True, exist_ok=True)
        self._dir.chmod(0o700)
        cards = tuple(self._cards.values())
        write_configuration(self._dir, self._topology, cards, self._quantum, self._fifo, self._recorded)
        (self._dir / "asound.conf").write_text(asound_conf(), encoding="utf-8")
        self.settings_file.write_text(self._settings, encoding="utf-8")
        for name, value in self.environment.items():
            self._saved[name] = os.environ.get(name)
            os.environ[name] = value
        try:
            self.start_linker()
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
        self.kill_linker()
        self.kill_daemon()
        for name, value in self._saved.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        self._saved.clear()

    def play(self, frames: Frames, rate: int, *, endless: bool = False) -> Player:
        """Play a call into both cards from now on, in real time and in step.

        ``frames``: float32, or int16 at the graph's rate; shape ``(n, 2)``, caller and agent, at ``rate`` Hz.
        ``endless``: again and again, without a gap.
        """
        if rate != GRAPH_RATE:
            frames = np.asarray(soxr.resample(frames, rate, GRAPH_RATE), dtype=np.float32)
        player = Player(self._fifo, frames, endless=endless)
        self._players.append(player)
        return player

    def play_file(self, path: Path) -> Player:
        """Play a two-channel recording."""
        frames, rate = soundfile.read(path, dtype="float32", always_2d=True)
        return self.play(frames, rate)

    def record(self) -> Recorder:
        """Write down what the cards play from now on."""
        if self._recorded is None:
            raise VirtualHeadsetError("virtual headset: it was made without records=True")
        return Recorder(self._recorded)

    def start_daemon(self) -> None:
        """Start PipeWire and wait until the call passes."""
        for fifo in (self._fifo, self._recorded):
            if fifo is not None:
                fifo.unlink(missing_ok=True)
                os.mkfifo(fifo)
        with (self._dir / "pipewire.log").open("wb") as log:
            self._daemon = self._start(["pipewire", "-c", str(self._dir / "pipewire.conf")], log)
        daemon = self._daemon
        _poll(lambda: (self._dir / "pipewire-0").exists() or daemon.poll() is not None, _START_S)
        if daemon.poll() is None:
            self._rig_links = RigLinks()
        if self._rig_links is None or not self.wait_whole():
            raise VirtualHeadsetError(f"virtual headset: PipeWire did not start: {self._complaint()}")

    def kill_daemon(self) -> None:
        """Kill PipeWire outright, as a crash would. `start_daemon` brings it back."""
        if self._daemon is not None:
            self._daemon.kill()
            self._daemon.wait()
            self._daemon = None
        if self._rig_links is not None:
            self._rig_links.close()
            self._rig_links = None
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

    def start_linker(self) -> subprocess.Popen[bytes]:
        """Start ``cuelight link``."""
        words = [sys.executable, "-m", "firmware_app", "link", "--settings", str(self.settings_file)]
        with (self._dir / "link.log").open("ab") as log:
            self._linker = self._start(words, log)
        return self._linker

    def kill_linker(self) -> None:
        """Kill it outright."""
        if self._linker is not None:
            self._linker.kill()
            self._linker.wait()
            self._linker = None

    @property
    def linker_log(self) -> str:
        """What the linkers have said so far."""
        return (self._dir / "link.log").read_text(encoding="utf-8")

    @property
    def daemon_pid(self) -> int:
        """Id of PipeWire's process."""
        assert self._daemon is not None
        return self._daemon.pid

    def remove_card(self, name: str) -> None:
        """Take a card's direction away, as pulling its plug would."""
        node = self._links.node(name)
        if node is None or not take_away(node) or not self._links.wait(lambda g: g.node(name) is None, _START_S):
            raise VirtualHeadsetError(f"virtual headset: {name} would not go")

    def add_card(self, name: str) -> None:
        """Put it back, under another number as ever."""
        if not make_node(self._cards[name].properties):
            raise VirtualHeadsetError(f"virtual headset: {name} would not come")
        if not self._links.wait(lambda graph: graph.node(name) is not None, _START_S):
            raise VirtualHeadsetError(f"virtual headset: {name} would not come")

    def add_pcm(self, name: str, like: str) -> None:
        """Give one of the ALSA PCMs a second name, for processes that start from now on."""
        with (self._dir / "asound.conf").open("a", encoding="utf-8") as file:
            file.write(f'pcm.{name} {{ type copy  slave.pcm "{like}" }}\n')

    def wait_whole(self, timeout_s: float = _START_S) -> bool:
        """Wait until every card is there and the call passes."""
        cords = wiring(self._topology)
        names = {*self._cards, PLAYER}
        return self._links.wait(lambda g: all(g.node(n) for n in names) and passes(g, cords), timeout_s)

    @property
    def graph(self) -> Graph:
        """What is joined to what now. Only for looking."""
        return self._links.graph

    def wait_unwired(self, source: str, sink: str, timeout_s: float = _START_S) -> bool:
        """Wait until nothing of the one goes into the other."""
        return self._links.wait(lambda graph: not joined(graph, source, sink), timeout_s)

    def wait_node(self, name: str, timeout_s: float = _START_S) -> bool:
        """Wait until there is a node of that name, with its ports."""

        def there(graph: Graph) -> bool:
            node = graph.node(name)
            return node is not None and bool(graph.inputs(node) or graph.outputs(node))

        return self._links.wait(there, timeout_s)

    def like(self, name: str, channels: int) -> str:
        """Properties of a card in another's place, of so many channels."""
        return replace(self._cards[name], channels=channels).properties

    def wait_tapped(self, name: str, timeout_s: float = _START_S) -> bool:
        """Wait until a reader listens to this card."""
        return self._links.wait(lambda graph: tapped(graph, name), timeout_s)

    @property
    def _links(self) -> RigLinks:
        if self._rig_links is None:
            raise VirtualHeadsetError("virtual headset: PipeWire is not running; start_daemon() first")
        return self._rig_links

    def _start(self, words: list[str], log: IO[bytes]) -> subprocess.Popen[bytes]:
        # a Ctrl-C at the terminal is for us; we then end them
        return subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)

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
