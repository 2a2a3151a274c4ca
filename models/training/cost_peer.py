"""openSMILE over the call that `cost_probe` hears, for `bench_cost`: `python -m models.training.cost_peer`."""

from __future__ import annotations

import argparse
import json
import resource
import time
from pathlib import Path

import numpy as np
import opensmile

from firmware_app.audio.block import SAMPLE_RATE

_WINDOW_S, _EVERY_S = 2.0, 0.5


def main() -> None:
    """Prints JSON as `cost_probe` does: the frame features alone, and functionals of the last 2 s every 0.5 s."""
    words = argparse.ArgumentParser(prog="python -m models.training.cost_peer", description=__doc__)
    words.add_argument("call", type=Path)
    given = words.parse_args()
    caller = np.load(given.call)[0]
    half, window, every = len(caller) // 2, round(_WINDOW_S * SAMPLE_RATE), round(_EVERY_S * SAMPLE_RATE)
    found = opensmile.FeatureSet.eGeMAPSv02
    frames = opensmile.Smile(feature_set=found, feature_level=opensmile.FeatureLevel.LowLevelDescriptors)
    whole = opensmile.Smile(feature_set=found, feature_level=opensmile.FeatureLevel.Functionals)
    spent = {}
    frames.process_signal(caller[:half], SAMPLE_RATE)
    began = time.process_time()
    frames.process_signal(caller[half:], SAMPLE_RATE)
    spent["eGeMAPSv02: frames"] = time.process_time() - began
    whole.process_signal(caller[:window], SAMPLE_RATE)
    began = time.process_time()
    for end in range(half + every, len(caller) + 1, every):
        whole.process_signal(caller[max(0, end - window) : end], SAMPLE_RATE)
    spent["eGeMAPSv02: functionals"] = time.process_time() - began
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": (len(caller) - half) / SAMPLE_RATE, "cpu_s": spent, "peak_mb": peak_mb}))


if __name__ == "__main__":
    main()
