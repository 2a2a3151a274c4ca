"""``make demo``: the demo call through the real path, in real time.

Starts PipeWire with virtual cards, lets ``cuelight run --screen`` listen to them through PyAudio as it would to a
headset, and plays the demo call into the cards. Where PipeWire cannot run, says so and reads the file instead.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import soundfile

from firmware_app.share import shared_file
from tools.virtual_headset import VirtualHeadset, VirtualHeadsetError

MOCK_PINS = {"GPIOZERO_PIN_FACTORY": "mock", "GPIOZERO_MOCK_PIN_CLASS": "mockpwmpin"}
_TAP_S = 20.0
_LINGER_S = 3.0
_STOP_S = 10.0


def main() -> int:
    """Plays the demo; exit code of the kiosk, or of the fallback."""
    call = shared_file("demo_call.ogg")
    try:
        with tempfile.TemporaryDirectory(prefix="cuelight-demo-") as folder, VirtualHeadset(Path(folder)) as headset:
            print("The call comes in through PyAudio and a virtual headset (PipeWire), in real time.", flush=True)
            return _through_headset(headset, call)
    except VirtualHeadsetError as error:
        print(f"{error}\nFalling back: the same call is read from {call}.", flush=True)
        return subprocess.call([sys.executable, "-m", "firmware_app", "demo"])


def _through_headset(headset: VirtualHeadset, call: Path) -> int:
    kiosk = subprocess.Popen(
        [sys.executable, "-m", "firmware_app", "run", "--screen"], env=os.environ | MOCK_PINS | headset.environment
    )
    try:
        for card in ("pc.capture", "headset.capture"):
            if not headset.wait_tapped(card, _TAP_S):
                raise VirtualHeadsetError("virtual headset: the kiosk did not open its taps")
        headset.play_file(call)
        # the call's own length, and a moment to see what is lit after it
        _wait(kiosk, soundfile.info(call).duration + _LINGER_S)
    except KeyboardInterrupt:
        pass
    finally:
        if kiosk.poll() is None:
            kiosk.send_signal(signal.SIGTERM)
        try:
            kiosk.wait(_STOP_S)
        except subprocess.TimeoutExpired:
            kiosk.kill()
    return kiosk.wait()


def _wait(kiosk: subprocess.Popen[bytes], seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and kiosk.poll() is None:
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main())
