"""Keeps the logbook while the kiosk runs: a thread of its own writes, so that a slow card holds up no light."""

from __future__ import annotations

import queue
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from firmware_app.coaching import CueChanged
from firmware_app.conversation import Happening
from firmware_app.logbook.bookkeeper import Bookkeeper
from firmware_app.logbook.clock import Clock, Moment
from firmware_app.logbook.reading import UnreadableError
from firmware_app.logbook.records import CalledWrong, CallRecord, CueRecord, Record
from firmware_app.logbook.retention import Limits
from firmware_app.logbook.store import DamagedError, Store
from firmware_app.settings import CoachingSettings

FILE = "logbook.db"
DAMAGED = "logbook-damaged.db"
_NEW = "logbook-new.db"
"""A damaged file is kept under this name until the next one is: who looks after the unit may want to see it."""
_SIDE_FILES = ("", "-wal", "-shm")
_RETRY_S = 10.0
_WAITING = 500
"""So many calls wait in memory for a card that cannot be written."""
_TOLD_S = 600.0
"""That a damaged file was set aside is shown for so long: nobody has to mend anything."""
_END_S = 5.0
_IN_MEMORY = "the card's data partition cannot be read: what is kept goes with the power; image a new card"


class Keeper:
    """A log that keeps calls. What goes wrong is `problem`, and is tried again; the caller is never held up."""

    def __init__(
        self,
        folder: Path,
        limits: Limits,
        coaching: CoachingSettings,
        now: Callable[[], Moment] | None = None,
        *,
        in_memory: bool = False,
    ) -> None:
        """``folder``: made if it is not there. ``now``: looks at the clocks. ``in_memory``: the folder is, for want of
        a card that can be written: a trouble for as long as it stands."""
        self._folder, self._limits, self._now = folder, limits, now or Clock().now
        self._bookkeeper = Bookkeeper(coaching, self._keep)
        self._todo: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self._waiting: deque[tuple[Record, Moment]] = deque(maxlen=_WAITING)
        self._store: Store | None = None
        self._problem = ""
        self._standing = _IN_MEMORY if in_memory else ""
        self._erasing = False
        self._set_aside = ("", 0.0)
        self._stopping = threading.Event()
        self.erasures = 0
        """How often the logbook has been erased; rises when it has truly been done."""
        self._thread = threading.Thread(target=self._run, name="logbook", daemon=True)
        self._thread.start()

    @property
    def problem(self) -> str:
        """What is wrong, in one line; empty: nothing."""
        line, since = self._set_aside
        return self._problem or (line if time.monotonic() - since < _TOLD_S else "") or self._standing

    def write(self, event: Happening | CueChanged) -> None:
        """Takes the next event."""
        self._bookkeeper.write(event)

    def erase(self) -> None:
        """Everything that was kept goes, soon."""
        self._todo.put(self._to_erase)

    def close(self) -> None:
        """Writes what is waiting, if that can be done at once; may be called twice."""
        self._stopping.set()
        self._todo.put(lambda: None)
        self._thread.join(_END_S)

    def _keep(self, record: Record, t: float) -> None:
        now = self._now()
        if isinstance(record, CallRecord):
            # from seconds of the sound to seconds of this boot
            record = replace(record, began_s=now.up_s - (t - record.began_s))
        self._todo.put(lambda: self._waiting.append((record, now)))

    def _run(self) -> None:
        self._try()
        while not self._stopping.is_set() or not self._todo.empty():
            try:
                self._todo.get(timeout=_RETRY_S)()
            except queue.Empty:
                if not self._problem:
                    continue
            self._try()
        if self._store is not None:
            self._store.close()

    def _try(self) -> None:
        """Opens what is not open, and writes what waits."""
        try:
            if self._erasing:  # until it has been done: nobody is to believe that it has
                self._erase()
            store = self._store = self._store or self._open()
            while self._waiting:
                record, now = self._waiting[0]
                match record:
                    case CallRecord():
                        store.add(record, now)
                    case CueRecord():
                        store.add_cue(record)
                    case CalledWrong():
                        store.add_called_wrong()
                self._waiting.popleft()
            self._problem = ""
        except (OSError, sqlite3.Error, UnreadableError, DamagedError) as error:
            self._fail(error)

    def _open(self) -> Store:
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / FILE
        if (self._folder / _NEW).exists() and not path.exists() and (self._folder / DAMAGED).exists():
            line = f"{path}: its rescue was cut short; begun again from {DAMAGED}"
        else:
            try:
                return Store(path, self._limits)
            except DamagedError as error:
                line = f"{error}; set aside as {DAMAGED}"
            self._rename(FILE, DAMAGED)
        # under another name until it is done: power may go meanwhile, and the damaged one must be found again
        self._unlink(_NEW)
        store = Store(self._folder / _NEW, self._limits)
        saved = store.salvage(self._folder / DAMAGED, line)
        store.close()
        self._rename(_NEW, FILE)
        store = Store(path, self._limits)
        self._set_aside = (f"{line}; {saved} calls of it were saved", time.monotonic())
        return store

    def _rename(self, name: str, other: str) -> None:
        for side in _SIDE_FILES:
            (self._folder / (other + side)).unlink(missing_ok=True)
            if (self._folder / (name + side)).exists():
                (self._folder / (name + side)).rename(self._folder / (other + side))

    def _to_erase(self) -> None:
        self._erasing = True

    def _erase(self) -> None:
        if self._store is not None:
            self._store.close()
            self._store = None
        self._waiting.clear()
        for name in (FILE, DAMAGED, _NEW):
            self._unlink(name)
        self._erasing = False
        self._set_aside = ("", 0.0)
        self.erasures += 1

    def _unlink(self, name: str) -> None:
        for side in _SIDE_FILES:
            (self._folder / (name + side)).unlink(missing_ok=True)

    def _fail(self, error: Exception) -> None:
        """The next attempt begins with opening: a file that fails while it is written may be damaged by now."""
        if self._store is not None:
            self._store.close()
            self._store = None
        self._problem = f"{self._folder / FILE}: {error}; make room, or look at its rights"
