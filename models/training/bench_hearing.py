"""Runs every bench of hearing and composes one table: ``python -m models.training.bench_hearing --data DIR``.

Exits with 1 if a bench failed; the table then names it, and holds the others' figures.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from models.training.hearing_goals import BENCHES
from models.training.hearing_report import compose, print_goals

_ROOT = Path(__file__).resolve().parents[2]
_CACHED = frozenset(BENCHES) - {"cost"}
_DONE = "done"


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; returns the exit code."""
    words = argparse.ArgumentParser(prog="python -m models.training.bench_hearing", description=__doc__)
    words.add_argument("--data", type=Path, help="data folder")
    words.add_argument("--out", type=Path, default=Path("build/hearing"), help="folder for the table and the plots")
    words.add_argument("--cache", type=Path, help="keeps features and the folds' models")
    words.add_argument("--only", choices=BENCHES, action="append", help="run this bench, and take the others' files")
    words.add_argument("--from", dest="ready", type=Path, metavar="DIR", help="run none; compose from the files there")
    given = words.parse_args(arguments)
    if (given.data is None) == (given.ready is None):
        words.error("give --data to run the benches, or --from to compose what they wrote")
    given.out.mkdir(parents=True, exist_ok=True)
    said = {} if given.ready else {name: _run(name, given) for name in given.only or BENCHES}
    found = compose(given.ready or given.out, given.out, _ROOT / "models", said)
    print()
    print_goals(found)
    print(f"\nwritten: {given.out / 'hearing.md'}, hearing.json and the plots beside them")
    failed = {name: how for name, how in said.items() if not how.startswith(_DONE)}
    for name, how in failed.items():
        print(f"bench_{name}: {how}", file=sys.stderr)
    return 1 if failed else 0


def _run(name: str, given: argparse.Namespace) -> str:
    """Runs one bench, its words here and in ``out/NAME.txt``; returns how it went."""
    file = (given.out / f"{name}.json").resolve()
    # figures of an earlier run must not pass for this one's
    file.unlink(missing_ok=True)
    command = [sys.executable, "-u", "-m", f"models.training.bench_{name}", "--json", str(file)]
    command += ["--data", str(given.data.resolve())]
    command += ["--cache", str(given.cache.resolve())] if given.cache and name in _CACHED else []
    print(f"== bench_{name} ({BENCHES.index(name) + 1} of {len(BENCHES)})", flush=True)
    began = time.monotonic()
    with (
        (given.out / f"{name}.txt").open("w", encoding="utf-8") as log,
        subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as bench,
    ):
        for line in bench.stdout or ():
            print(line, end="", flush=True)
            log.write(line)
    spent = f"{(time.monotonic() - began) / 60:.1f} min"
    if bench.returncode:
        return f"FAILED with {bench.returncode} after {spent}: see {name}.txt"
    return f"{_DONE} in {spent}" if file.is_file() else f"FAILED: wrote no figures in {spent}; see {name}.txt"


if __name__ == "__main__":
    sys.exit(main())
