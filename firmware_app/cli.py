"""The commands, one short function each.

Exit 0: done. 1: the work failed. 2: the words or the input are wrong. An error is one line on standard error.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from firmware_app import __version__
from firmware_app.errors import CuelightError, InputError

_STICK_STEPS = {
    "begin": ("stick_light", "begin"),
    "mount": ("stick_root", "mount_stick"),
    "check": ("stick_commands", "check_stick"),
    "unlock": ("stick_root", "unlock_stick"),
    "write": ("bundle_commands", "write_stick"),
    "unmount": ("stick_root", "unmount_stick"),
    "done": ("stick_light", "done"),
    "end": ("stick_light", "end"),
}
"""In the order in which cuelight-stick@.service says them; none is for a person."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the words in one line."""

    def error(self, message: str) -> NoReturn:
        raise InputError(f"{message}; {self.prog} --help lists the words")


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command; returns its exit code."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="surrogateescape")  # a file's name need not be text; it goes out as it came in
    try:
        arguments = _parser().parse_args(argv)
        code: int = arguments.run(arguments)
        if sys.stdout is not None:
            sys.stdout.flush()
    except CuelightError as error:
        print(f"cuelight: {error}", file=sys.stderr)
        return error.exit_code
    except BrokenPipeError:
        # whoever read our output has had enough; what is still buffered has nowhere to go
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except OSError as error:
        return _fail(f"{error.filename or 'standard output'}: {error.strerror}; look at the disk and the file's rights")
    except KeyboardInterrupt:
        return 130
    return code


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="cuelight", description="A cue light for a call-centre agent's desk.")
    parser.add_argument("--version", action="version", version=f"cuelight {__version__}")
    words = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    common = _Parser(add_help=False)
    common.add_argument("--settings", type=Path, metavar="FILE.toml", help="default: /etc/cuelight/cuelight.toml")

    run = words.add_parser("run", parents=[common], help="the kiosk: headset, lights, logbook")
    run.add_argument("--screen", action="store_true", help="draw the desk in the terminal as well")
    run.set_defaults(run=_in("live", "run"))

    demo = words.add_parser("demo", parents=[common], help="play the made-up call and draw the desk")
    demo.add_argument("--fast", action="store_true", help="as fast as it can, not in real time")
    demo.set_defaults(run=_in("commands", "demo"))

    replay = words.add_parser("replay", parents=[common], help="a recorded call through the same code")
    replay.add_argument(
        "call", type=Path, metavar="CALL", nargs="?", help="two channels: caller, agent; WAV, FLAC or Ogg"
    )
    replay.add_argument("--swap", action="store_true", help="the channels are the other way round")
    replay.add_argument("--caller", type=Path, metavar="FILE", help="instead of CALL: the caller alone, one channel")
    replay.add_argument("--agent", type=Path, metavar="FILE", help="and the agent alone")
    replay.add_argument("--events", metavar="FILE", help="write what happened as JSON Lines; - for standard output")
    replay.add_argument("--report", metavar="FILE.html", help="write a picture of the call as a page")
    replay.add_argument("--realtime", action="store_true", help="at the pace of the call, with the desk drawn")
    replay.set_defaults(run=_in("commands", "replay"))

    measure = words.add_parser("measure", parents=[common], help="anger or pace of clips, as CSV")
    measure.add_argument("--role", required=True, choices=["caller", "agent"], help="caller: anger; agent: pace")
    measure.add_argument("--list", metavar="LIST", help="a file with one name a line; - for standard input")
    measure.add_argument("files", nargs="*", metavar="FILE")
    measure.set_defaults(run=_in("commands", "measure"))

    _desk_words(words, common)
    down = words.add_parser("down", parents=[common], help="the status light says that the kiosk has failed for good")
    down.set_defaults(run=_in("fault_light", "down"))

    doctor = words.add_parser("doctor", parents=[common], help="the installation, check by check, each with its mend")
    doctor.set_defaults(run=_in("doctor_commands", "doctor"))

    wire = words.add_parser("wire", parents=[common], help="make the files of PipeWire, ALSA and udev of the settings")
    wire.add_argument("folder", type=Path, metavar="FOLDER")
    wire.set_defaults(run=_in("call_commands", "wire"))

    link = words.add_parser("link", parents=[common], help="the linker: joins the taps, and the call after a fault")
    link.add_argument("--kept", type=Path, metavar="FILE.toml", help="go on with these where the others cannot be read")
    link.set_defaults(run=_in("call_commands", "link"))

    latency = words.add_parser("latency", parents=[common], help="how late ear-piece and microphone are, by clicks")
    latency.set_defaults(run=_in("call_commands", "latency"))

    gadget = words.add_parser("gadget", help="show the unit to the PC as a USB headset (bridge-usb; as root)")
    gadget.add_argument("--off", action="store_true", help="take it away again")
    gadget.set_defaults(run=_in("call_commands", "gadget"))

    cards = words.add_parser("cards", help="the sound cards here, and what names each in the settings")
    cards.set_defaults(run=_in("call_commands", "cards"))

    _provision_words(words, common)
    _release_words(words)
    _bundle_words(words, common)
    _stick_words(words, common)
    return parser


def _desk_words(words: Any, common: argparse.ArgumentParser) -> None:
    selftest = words.add_parser("selftest", parents=[common], help="the hardware, part by part")
    selftest.add_argument(
        "--press",
        type=float,
        metavar="S",
        help="wait so long for a press of the button (15 at a terminal, else 0: not asked for)",
    )
    selftest.add_argument("--buzzer", action="store_true", help="let the buzzer tick, whatever the settings say")
    selftest.add_argument("--least", type=float, metavar="DBFS", help="for a jig's tone: both taps must peak above it")
    selftest.add_argument(
        "--line",
        type=float,
        default=0.0,
        metavar="S",
        help="listen to both lines so long while both sides speak: level, noise, sidetone and more, each with its mend",
    )
    selftest.add_argument("--record", type=Path, metavar="FOLDER", help="where selftest.json goes, else to the logbook")
    selftest.set_defaults(run=_in("selftest_commands", "run"))
    desk = words.add_parser("desk", parents=[common], help="the face of the desk in the terminal: what each light does")
    desk.add_argument("scenes", nargs="*", metavar="SCENE", help="only these; --list names them")
    desk.add_argument("--list", action="store_true", help="the scenes, a line each")
    desk.add_argument(
        "--seconds", type=float, default=5.0, metavar="S", help="for each (5); one alone stays until Ctrl-C"
    )
    desk.set_defaults(run=_in("desk_commands", "desk"))


def _provision_words(words: Any, common: argparse.ArgumentParser) -> None:
    provision = words.add_parser(
        "provision", help="the unit's own steps at its start: settings from the boot partition"
    )
    provision_words = provision.add_subparsers(required=True, metavar="STEP", parser_class=_Parser)
    for step, module, function in (
        ("take", "provision_commands", "take_settings"),
        ("answer", "provision_root", "answer"),
    ):
        own = provision_words.add_parser(step, parents=[common])
        own.add_argument("boot", type=Path, metavar="FOLDER", help="where the boot partition is mounted")
        own.set_defaults(run=_in(module, function))


def _release_words(words: Any) -> None:
    release = words.add_parser("release", help="the unit's own steps with updates")
    release_words = release.add_subparsers(required=True, metavar="STEP", parser_class=_Parser)
    for step, function in (("start", "start"), ("judge", "judge"), ("fall-back", "fall_back"), ("take", "take")):
        own = release_words.add_parser(step)
        if step == "take":
            own.add_argument("device", type=Path, metavar="DEVICE", help="of a stick that is mounted")
        own.set_defaults(run=_in("release_root", function))


def _bundle_words(words: Any, common: argparse.ArgumentParser) -> None:
    export = words.add_parser("export", parents=[common], help="write the trainer's bundle: report, tables, signature")
    export.add_argument("destination", type=Path, metavar="DEST", help="a folder, such as that of a stick")
    export.set_defaults(run=_in("bundle_commands", "export"))

    report = words.add_parser("report", help="one report over many bundles, on any PC")
    report.add_argument("bundles", nargs="+", type=Path, metavar="BUNDLE", help="its folder, or one above many")
    report.add_argument("-o", "--output", type=Path, required=True, metavar="FILE.html")
    report.add_argument("--trust", type=Path, metavar="SIGNERS", help="the units whose bundles count, one line each")
    report.add_argument("--identity", type=Path, metavar="FILE", help="the trainer's age key, for encrypted bundles")
    report.set_defaults(run=_in("bundle_commands", "report"))

    key = words.add_parser("key", parents=[common], help="this unit's line for the list of --trust")
    key.set_defaults(run=_in("bundle_commands", "key"))


def _stick_words(words: Any, common: argparse.ArgumentParser) -> None:
    stick = words.add_parser("stick", help="which sticks get the bundle; and the unit's own steps of an export")
    stick_words = stick.add_subparsers(required=True, metavar="STEP", parser_class=_Parser)
    authorise = stick_words.add_parser("authorise", help="on a PC: make a mounted stick one of the site's")
    authorise.add_argument("folder", type=Path, metavar="FOLDER", help="where the stick is mounted")
    authorise.add_argument("--key", type=Path, required=True, metavar="FILE", help="the site's private key")
    authorise.add_argument("--days", type=int, default=365, help="how long it is good for (365)")
    authorise.set_defaults(run=_in("stick_commands", "authorise_stick"))
    time = stick_words.add_parser("time", help="on a PC: leave this PC's time on a stick, just before a round of desks")
    time.add_argument("folder", type=Path, metavar="FOLDER", help="where the stick is mounted")
    time.add_argument("--key", type=Path, required=True, metavar="FILE", help="the site's private key")
    time.set_defaults(run=_in("stick_commands", "time_to_stick"))
    for step, (module, function) in _STICK_STEPS.items():
        own = stick_words.add_parser(step, parents=[common])
        own.add_argument("device", type=Path, metavar="DEVICE")
        own.set_defaults(run=_in(module, function))


def _in(module: str, name: str) -> Callable[[argparse.Namespace], int]:
    """A command whose module is loaded only when it runs: the linker needs neither numpy nor models."""

    def run(arguments: argparse.Namespace) -> int:
        command: Callable[[argparse.Namespace], int] = getattr(import_module(f"firmware_app.{module}"), name)
        return command(arguments)

    return run


def _fail(line: str) -> int:
    print(f"cuelight: {line}", file=sys.stderr)
    # what is still buffered for a full disk would fail again when Python ends
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return 1
