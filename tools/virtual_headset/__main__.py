"""``python -m tools.virtual_headset [CALL]``: a headset without hardware, until Ctrl-C.

Prints what another shell needs before ``cuelight run``, and plays CALL, a two-channel recording, again and again.
"""

from __future__ import annotations

import shlex
import signal
import sys
import tempfile
from pathlib import Path

from tools.virtual_headset.rig import VirtualHeadset, VirtualHeadsetError


def main(words: list[str]) -> int:
    """Run it; exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with tempfile.TemporaryDirectory(prefix="cuelight-") as folder, VirtualHeadset(Path(folder)) as headset:
            for name, value in headset.environment.items():
                print(f"export {name}={shlex.quote(value)}", flush=True)
            while words:
                headset.play_file(Path(words[0])).wait()
            signal.pause()
    except VirtualHeadsetError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
