"""What may be joined to what: the call, and who listens to it. Pure; a node is a sound card's one direction.

A call passes through two cords that belong to the PipeWire daemon. Listening taps say which side they want by name
(``caller``, ``agent``), and the topology says where that side is found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

PC_CAPTURE = "pc.capture"
"""What comes from the PC or telephone: the caller's voice."""
PC_PLAYBACK = "pc.playback"
"""What goes to it: the agent's voice."""
MICROPHONE = "headset.capture"
EAR = "headset.playback"
TAP = "tap.capture"
"""A stereo input beside the copper that carries the call: caller left, agent right."""

ECHO_MICROPHONE = "echo.microphone"
ECHO_FAR = "echo.far"
CLEAN = "agent.clean"
"""The echo canceller: two inputs, and the microphone without the far end's echo."""

CALLER, AGENT, BOTH = "caller", "agent", "both"
"""Names under which a listening tap asks for a side."""
LOOP = "loop"
"""The name under which `cuelight latency` asks for what goes into the ear, and what comes from the microphone."""
EAR_CUE = "ear"
"""The name under which a tone asks for the agent's ear."""


class Topology(str, Enum):
    """How the unit stands in the call."""

    TAP = "tap"
    BRIDGE_USB = "bridge-usb"
    BRIDGE_CARDS = "bridge-cards"

    @property
    def carries(self) -> bool:
        """Whether the call passes through the unit."""
        return self is not Topology.TAP


@dataclass(frozen=True)
class Cord:
    """All outputs of one node into the inputs of another."""

    source: str
    sink: str


@dataclass(frozen=True)
class Outlet:
    """One output of a node; of a sink, what it plays. ``channel``: 0 left or only, 1 right."""

    node: str
    channel: int = 0


@dataclass(frozen=True)
class Wiring:
    """All that may be joined.

    ``cords``: the call, and the echo canceller's inputs. ``taps``: for each name, what its inputs hear, in order; of
    several lists the first whose nodes are there. ``ear_cue``: whether a tone may go into the agent's ear.
    """

    cords: tuple[Cord, ...]
    taps: Mapping[str, tuple[tuple[Outlet, ...], ...]]
    ear_cue: bool = False

    @property
    def sources(self) -> frozenset[str]:
        """Nodes whose outputs carry a voice: nobody else may take from them."""
        cords = {cord.source for cord in self.cords if cord.source != EAR}
        return frozenset(cords | {o.node for ways in self.taps.values() for way in ways for o in way})

    @property
    def sinks(self) -> frozenset[str]:
        """Nodes that somebody hears: nobody else may put anything into them."""
        return frozenset(cord.sink for cord in self.cords)

    @property
    def call(self) -> tuple[Cord, ...]:
        """The cords without which there is no call."""
        return tuple(cord for cord in self.cords if cord in CALL)


CALL = (Cord(PC_CAPTURE, EAR), Cord(MICROPHONE, PC_PLAYBACK))
_ECHO = (Cord(MICROPHONE, ECHO_MICROPHONE), Cord(EAR, ECHO_FAR))


def wiring(topology: Topology, *, echo_cancel: bool = False, ear_cue: bool = False) -> Wiring:
    """The wiring of a topology. A canceller and a tone in the ear need a bridge: a tap has no cords."""
    if topology is Topology.TAP:
        left, right = Outlet(TAP, 0), Outlet(TAP, 1)
        return Wiring((), {CALLER: ((left,),), AGENT: ((right,),), BOTH: ((left, right),)})
    caller, agent = Outlet(PC_CAPTURE), Outlet(MICROPHONE)
    # a canceller that has died is passed by: an agent heard with echo is better than one not heard
    agents = (Outlet(CLEAN), agent) if echo_cancel else (agent,)
    taps = {
        CALLER: ((caller,),),
        AGENT: tuple((each,) for each in agents),
        BOTH: tuple((caller, each) for each in agents),
        LOOP: ((Outlet(EAR), agent),),
    }
    return Wiring(CALL + _ECHO if echo_cancel else CALL, taps, ear_cue)
