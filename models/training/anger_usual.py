"""Writes ``firmware_app/hearing/usual_voice.py``: ``python -m models.training.anger_usual --data DIR``.

Run once after a measure was added or changed, before `anger`. No label is looked at, only what speech is like.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from firmware_app.hearing import usual_voice
from firmware_app.hearing.voice_quality import MEASURES
from models.training.anger_data import all_sounds
from models.training.anger_rows import Rows, measured_rows

_BETWEEN = (10.0, 90.0)
"""Percentiles that come to lie at -1 and 1."""
_HEAD = '''"""Each measure of `voice_quality`: its middle and spread over training speech on telephone lines.

They only bring the measures to one scale for the network's int8 input. Written by `models.training.anger_usual`.
"""

from __future__ import annotations

USUAL: dict[str, tuple[float, float]] = {
'''
_FOOT = '''}
"""Name of the measure: (middle, spread)."""
'''


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the command line, measures and writes."""
    parser = argparse.ArgumentParser(prog="models.training.anger_usual", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="data folder (emotion.csv, noise.csv, rate.csv)")
    parser.add_argument("--cache", type=Path, help="folder that keeps what was computed; none: computed anew")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        sounds = all_sounds(options.data)
        rows = measured_rows(options.data, sounds, options.cache or Path(scratch))
    known = rows.of(np.array([sound.speech and not sound.held_out for sound in sounds]))
    Path(usual_voice.__file__).write_text(_HEAD + _lines(known) + _FOOT, encoding="utf-8")


def _lines(rows: Rows) -> str:
    low, high = np.percentile(rows.values, _BETWEEN, axis=0)
    middles, spreads = (low + high) / 2.0, np.maximum((high - low) / 2.0, 1e-6)
    return "".join(
        f'    "{name}": ({middle:.3g}, {spread:.3g}),\n'
        for name, middle, spread in zip(MEASURES, middles, spreads, strict=True)
    )


if __name__ == "__main__":
    main()
