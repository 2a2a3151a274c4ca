"""The linker: joins taps to the call, and the call again after a card was away. Its death cuts nothing.

Links belong to the daemon once they are made, so nothing here has to live for them. What it does not know, it parts:
the agent's microphone never gets into the agent's ear, and no tap hears the wrong side.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from firmware_app.call_path import daemon
from firmware_app.call_path.card_keeper import CardKeeper
from firmware_app.call_path.cards import properties
from firmware_app.call_path.graph import Graph
from firmware_app.call_path.health import HEARTBEAT_S, write_health
from firmware_app.call_path.heartbeat import Pulse, daemon_pid
from firmware_app.call_path.plan import missing, partly_passes, plan
from firmware_app.call_path.wiring import Wiring

_AGAIN_S = 0.3
_TICK_S = 0.25
_DEAD = "PipeWire is not running; the call does not pass until it is back"
_HANGS = "PipeWire hangs; the call does not pass"
_GONE_S = 0.1
_SILENT_S = 10.0
"""A daemon that takes a client and tells it nothing for so long hangs, too."""
_HUNG_S = 3.0
"""A daemon that stands still for so long is ended: systemd starts another, and the call is back."""


@dataclass
class _Connection:
    pid: int
    watch: daemon.Watch
    graph: Graph
    pulse: Pulse
    since: float
    beaten: float = 0.0
    pending: bool = True
    stands_since: float | None = None
    told: bool = False
    """Something has been told: before that an empty graph means nothing."""


class Linker:
    """One loop over the daemon's changes; goes on whatever the daemon does."""

    def __init__(
        self,
        wiring: Wiring,
        keeper: CardKeeper,
        folder: Path,
        on_look: Callable[[float, tuple[str, ...]], tuple[str, ...]] = lambda *_: (),
    ) -> None:
        """``folder``: where PipeWire's socket is.

        ``on_look``: told at least every quarter second the time and why the call does not pass; returns what else is
        wrong.
        """
        self._wiring = wiring
        self._keeper = keeper
        self._folder = folder
        self._on_look = on_look
        self._connection: _Connection | None = None
        self._stopped = False
        self._told: frozenset[str] = frozenset()
        self._written = -HEARTBEAT_S
        self._problems: tuple[str, ...] = ()
        self._trouble: dict[str, str] = {}

    def run(self) -> None:
        """Until `stop`."""
        try:
            while not self._stopped:
                self._turn()
        finally:
            self._disconnect()

    def stop(self) -> None:
        """Lets `run` end; may be called from a signal handler."""
        self._stopped = True

    def _turn(self) -> None:
        if self._connection is None:
            self._connect()
        connection = self._connection
        try:
            if connection is None:
                time.sleep(_GONE_S)
            else:
                # most of the time nothing changes: then this is where the linker sleeps
                select.select([connection.watch], [], [], _AGAIN_S if connection.pending else _TICK_S)
                self._listen(connection)
                self._mend(connection)
        except (EOFError, ValueError, KeyError, TypeError):
            # the daemon has gone, or pw-dump has said what nobody understands: begin anew, without haste
            self._disconnect()
            time.sleep(_GONE_S)
        self._look()

    def _listen(self, connection: _Connection) -> None:
        for objects in connection.watch.changes():
            connection.graph.update(objects)
            connection.pending = connection.told = True

    def _between(self, connection: _Connection) -> None:
        """Between two commands, each of which may take its time: what has changed, and a look at it."""
        self._listen(connection)
        self._look()

    def _connect(self) -> None:
        self._trouble.pop("connect", None)
        pid = daemon_pid(self._folder)
        if pid is not None:
            pulse = Pulse(pid)
            try:
                self._connection = _Connection(pid, daemon.Watch(), Graph(), pulse, time.monotonic())
            except OSError as error:
                self._trouble["connect"] = f"{error.filename}: {error.strerror}; apt install pipewire-bin"

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.watch.close()
            self._connection = None

    def _mend(self, connection: _Connection) -> None:
        """Cards first, for links hang on them; then what is too much; then what is missing."""
        if not connection.told:
            return
        work = self._keeper.work(connection.graph, time.monotonic())
        for node in work.take_away:
            if daemon.take_away(node):
                connection.graph.update([{"id": node}])
            self._between(connection)
        for card in work.make:
            # a card that refuses makes pw-cli wait until its time is over: whoever watches us is told meanwhile
            daemon.make_node(properties(card))
            self._between(connection)
        if not connection.pending:
            return
        todo = plan(connection.graph, self._wiring)
        # what could not be done yet is tried again, whether or not anything changes
        connection.pending = False
        done = True
        for link, why in todo.cut:
            print(f"cuelight link: cut: {why}", file=sys.stderr, flush=True)
            done = daemon.part(link) and done
            self._between(connection)
        for pair in todo.make:
            done = daemon.join(*pair) and done
            self._between(connection)
        connection.pending = connection.pending or not done

    def _look(self) -> None:
        now = time.monotonic()
        connection = self._connection
        if connection is None:
            problems: tuple[str, ...] = (_DEAD,)
        else:
            problems = self._hangs(connection, now) or tuple(missing(connection.graph, self._wiring))
        problems += self._on_look(now, problems)
        if problems != self._problems or now - self._written >= HEARTBEAT_S:
            self._written, self._problems = now, problems
            self._leave_word(problems)
        self._tell({*problems, *self._trouble.values()})

    def _hangs(self, connection: _Connection, now: float) -> tuple[str, ...]:
        """A daemon that has not told anything, or whose loop stands still although something is joined."""
        if not connection.told:
            silent_s = now - connection.since
            if silent_s >= _SILENT_S:
                self._end(connection)
            return (_HANGS,) if silent_s >= _HUNG_S else ()
        if not partly_passes(connection.graph, self._wiring):
            connection.stands_since = None
        elif now - connection.beaten >= _TICK_S:
            connection.beaten = now
            if connection.pulse.beats() != 0:
                connection.stands_since = None
            elif connection.stands_since is None:
                connection.stands_since = now
        if connection.stands_since is None:
            return ()
        if now - connection.stands_since >= _HUNG_S:
            connection.stands_since = None
            self._end(connection)
        return (_HANGS,)

    def _end(self, connection: _Connection) -> None:
        print("cuelight link: PipeWire hangs and is ended", file=sys.stderr, flush=True)
        connection.since = time.monotonic()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(connection.pid, signal.SIGKILL)

    def _leave_word(self, problems: tuple[str, ...]) -> None:
        self._trouble.pop("word", None)
        try:
            write_health(self._folder, problems)
        except OSError as error:
            self._trouble["word"] = f"{self._folder}: {error.strerror}; the desk cannot show how the call is"

    def _tell(self, problems: set[str]) -> None:
        """The journal gets every problem once, as it comes."""
        for line in sorted(problems - self._told):
            print(f"cuelight link: {line}", file=sys.stderr, flush=True)
        if self._told and not problems:
            print("cuelight link: all is well again", file=sys.stderr, flush=True)
        self._told = frozenset(problems)
