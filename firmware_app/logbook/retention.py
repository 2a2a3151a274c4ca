"""What goes when: calls that are too old, and the oldest ones where there is no more room."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from firmware_app.logbook.clock import Moment

_DAY_S = 86_400.0
_TENTH = 10


@dataclass(frozen=True)
class Limits:
    """``keep_days``; ``max_bytes`` of the file; ``shift_gap_s``: no call for so long makes another shift."""

    keep_days: int = 30
    max_bytes: int = 32_000_000
    shift_gap_s: float = 7200.0


def forget_what_is_due(file: sqlite3.Connection, limits: Limits, now: Moment, shift: int) -> None:
    """Calls older than may be kept, as ``shift`` begins.

    By the clock where it is to be believed, now and then. A boot whose clock never was is as old at least as the next
    one whose clock was; where no such one has come, each shift counts as a day. A clock that nobody has set deletes
    nothing: it might say any year.
    """
    if now.trusted:
        oldest = now.wall_s - limits.keep_days * _DAY_S
        file.execute(
            "DELETE FROM calls WHERE boot IN (SELECT seq FROM boots WHERE trusted) "
            "AND began_s + length_s + (SELECT wall_s FROM boots WHERE seq = boot) < ?",
            (oldest,),
        )
        file.execute(
            "DELETE FROM calls WHERE boot IN (SELECT b.seq FROM boots b WHERE NOT b.trusted AND "
            "(SELECT n.wall_s FROM boots n WHERE n.seq > b.seq AND n.trusted ORDER BY n.seq LIMIT 1) < ?)",
            (oldest,),
        )
    file.execute(
        "DELETE FROM calls WHERE boot IN (SELECT seq FROM boots WHERE NOT trusted) AND shift <= ?",
        (shift - limits.keep_days,),
    )
    file.execute("DELETE FROM boots WHERE seq < (SELECT min(boot) FROM calls)")


def forget_oldest(file: sqlite3.Connection) -> None:
    """A tenth of the calls, the oldest."""
    file.execute(
        "DELETE FROM calls WHERE seq IN "
        "(SELECT seq FROM calls ORDER BY seq LIMIT (SELECT count(*) / ? + 1 FROM calls))",
        (_TENTH,),
    )
