"""The faults: how each is struck and mended, and what of the call it may cost."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from firmware_app.call_path.daemon import join, make_node
from tools.fault_drill.ramp import crossed, gaps
from tools.fault_drill.scene import Scene

Act = Callable[[Scene], None]
BEFORE_S, DURING_S, AFTER_S = 0.7, 1.2, 0.7
_NOTICE_S, _WELL_S = 4.0, 12.0
_HANG_S = 3.0
EAR, PC = "ear", "pc"


@dataclass(frozen=True)
class Drill:
    """``strike`` and, some time later, ``mend``. ``cuts``: directions that it may cut. ``shown``: the desk tells it."""

    strike: Act
    mend: Act
    cuts: frozenset[str] = frozenset()
    shown: bool = True
    during_s: float = DURING_S


@dataclass(frozen=True)
class Outcome:
    """Samples lost at 48 kHz by direction; seconds until the desk told, and from the mend until all was well."""

    lost: Mapping[str, int]
    noticed_s: float | None
    well_s: float | None
    crossed: bool


def run(scene: Scene, drill: Drill) -> Outcome:
    """A call with this fault in its middle."""
    scene.call()
    scene.wait(BEFORE_S)
    struck = time.monotonic()
    drill.strike(scene)
    noticed = scene.noticed(struck, _NOTICE_S) if drill.shown else None
    time.sleep(max(0.0, drill.during_s - (time.monotonic() - struck)))
    mended = time.monotonic()
    drill.mend(scene)
    well = None if noticed is None else scene.well(struck + noticed, _WELL_S)
    if well is not None:
        # what mends itself is counted from the stroke
        at = struck + float(noticed or 0.0) + well
        well = at - mended if at > mended else at - struck
    scene.wait(scene.heard_s + AFTER_S)
    heard = scene.recorded()
    lost = {
        name: sum(gap.samples for gap in gaps(heard[:, channel], heard[:, 2])) for channel, name in enumerate((EAR, PC))
    }
    return Outcome(lost, noticed, well, crossed(heard[-9600:, 0], heard[-9600:, 1]))


def daemon_death(scene: Scene) -> Outcome:
    """The daemon is killed and started again at once, as systemd does: nothing of the call is recorded meanwhile.

    ``lost``: from the kill until both directions sound again, by the clock.
    """
    scene.call()
    scene.wait(BEFORE_S)
    struck = time.monotonic()
    scene.rig.kill_daemon()
    scene.recorded()
    scene.rig.start_daemon()
    scene.begin()
    scene.wait(0.02)
    silent_s = time.monotonic() - struck
    noticed = scene.noticed(struck, _NOTICE_S)
    well = scene.well(struck, _WELL_S)
    scene.wait(AFTER_S)
    heard = scene.recorded()
    lost = dict.fromkeys((EAR, PC), round(silent_s * 48_000))
    return Outcome(lost, noticed, well, crossed(heard[-9600:, 0], heard[-9600:, 1]))


def _nothing(_: Scene) -> None:
    pass


def processes(scene: Scene, words: str) -> list[int]:
    """Ids of processes of this rig with ``words`` in their command line."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_text().replace("\0", " ")
            environment = (folder / "environ").read_text()
        except OSError:
            continue
        ours = f"PIPEWIRE_RUNTIME_DIR={scene.rig.environment['PIPEWIRE_RUNTIME_DIR']}\0" in environment
        if ours and words in command:
            found.append(int(folder.name))
    return found


def _signal(words: str, number: signal.Signals) -> Act:
    def act(scene: Scene) -> None:
        for pid in processes(scene, words):
            os.kill(pid, number)

    return act


def _kill_linker(scene: Scene) -> None:
    scene.rig.kill_linker()


def _start_linker(scene: Scene) -> None:
    scene.rig.start_linker()


def _restart_kiosk(scene: Scene) -> None:
    scene.kill_kiosk()
    scene.start_kiosk()


def _away(*cards: str) -> Act:
    def act(scene: Scene) -> None:
        for card in cards:
            scene.rig.remove_card(card)

    return act


def _back(*cards: str) -> Act:
    def act(scene: Scene) -> None:
        for card in cards:
            scene.rig.add_card(card)

    return act


def _wrong_wire(scene: Scene) -> None:
    """The agent's microphone into the agent's ear, as a session manager once did."""
    graph = scene.rig.graph
    microphone, ear = graph.node("headset.capture"), graph.node("headset.playback")
    assert microphone is not None
    assert ear is not None
    join(graph.outputs(microphone)[0].id, graph.inputs(ear)[0].id)


def _wait_unwired(scene: Scene) -> None:
    if not scene.rig.wait_unwired("headset.capture", "headset.playback"):
        raise RuntimeError("the agent's microphone stays in the agent's ear")


def _stereo_headset(scene: Scene) -> None:
    """Another headset in the first one's place."""
    for card in ("headset.capture", "headset.playback"):
        if not make_node(scene.rig.like(card, channels=2)):
            raise RuntimeError(f"{card} would not come")


_HEADSET, _TELEPHONE = ("headset.capture", "headset.playback"), ("pc.capture", "pc.playback")
_BOTH = frozenset({EAR, PC})

DRILLS: Mapping[str, Drill] = {
    "nothing at all": Drill(_nothing, _nothing, shown=False),
    "kill -9: a reader": Drill(_signal("tap.py caller_tap", signal.SIGKILL), _nothing),
    "kill -9: the linker": Drill(_kill_linker, _start_linker),
    "kill -9: the kiosk": Drill(_restart_kiosk, _nothing, shown=False, during_s=2.0),
    "SIGSTOP: both readers": Drill(
        _signal("tap.py", signal.SIGSTOP), _signal("tap.py", signal.SIGCONT), during_s=_HANG_S
    ),
    "SIGSTOP: the linker": Drill(
        _signal("firmware_app link", signal.SIGSTOP), _signal("firmware_app link", signal.SIGCONT), during_s=_HANG_S
    ),
    "SIGSTOP: the linker's pw-dump": Drill(
        _signal("pw-dump", signal.SIGSTOP), _signal("pw-dump", signal.SIGCONT), shown=False, during_s=_HANG_S
    ),
    "SIGSTOP: the kiosk": Drill(
        lambda s: s.signal_kiosk(signal.SIGSTOP),
        lambda s: s.signal_kiosk(signal.SIGCONT),
        shown=False,
        during_s=_HANG_S,
    ),
    "the ear-piece is gone": Drill(_away("headset.playback"), _back("headset.playback"), frozenset({EAR})),
    "the microphone is gone": Drill(_away("headset.capture"), _back("headset.capture"), frozenset({PC})),
    "the caller's input is gone": Drill(_away("pc.capture"), _back("pc.capture"), frozenset({EAR})),
    "the output to the PC is gone": Drill(_away("pc.playback"), _back("pc.playback"), frozenset({PC})),
    "the headset is unplugged": Drill(_away(*_HEADSET), _back(*_HEADSET), _BOTH),
    "the telephone is unplugged": Drill(_away(*_TELEPHONE), _back(*_TELEPHONE), _BOTH),
    "both are, and come back the other way round": Drill(
        _away(*_HEADSET, *_TELEPHONE), _back(*reversed(_TELEPHONE), *reversed(_HEADSET)), _BOTH
    ),
    "another, stereo headset comes back": Drill(_away(*_HEADSET), _stereo_headset, _BOTH),
    "the microphone is wired to the ear": Drill(
        _wrong_wire, _wait_unwired, frozenset({EAR}), shown=False, during_s=0.0
    ),
}
