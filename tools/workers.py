"""Work spread over processes."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")

_WORKERS = 2


def spread(work: Callable[[Job], Result], jobs: Iterable[Job], chunk: int = 1) -> Iterator[Result]:
    """The result of ``work`` for each job, in order; ``work`` must be a module's own function.

    The processes start afresh. A forked one inherits the locks that other threads hold, and can wait on them for ever;
    it also keeps the files of its parent open, so nobody notices when the parent has died.

    Raises:
        BrokenProcessPool: a process died.
    """
    with ProcessPoolExecutor(_WORKERS, mp_context=multiprocessing.get_context("spawn")) as pool:
        yield from pool.map(work, jobs, chunksize=chunk)
