"""The arrows of the house: sound comes in at the left, light goes out at the right, nothing runs back."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import firmware_app

PACKAGE = Path(firmware_app.__file__).parent
GROUND = {
    "errors",
    "facts",
    "line_state",
    "places",
    "rate_window",
    "hours",
    "settings",
    "settings_file",
    "share",
    "signing",
    "toml_file",
    "whole_file",
}
ROOMS: dict[str, set[str]] = {
    "call_path": set(),
    "audio": set(),
    "hearing": {"audio"},
    "conversation": {"audio", "hearing"},
    "coaching": {"audio", "hearing", "conversation"},
    "desk": {"audio", "hearing", "conversation", "coaching"},
    "logbook": {"conversation", "coaching"},
    "call_picture": {"audio", "hearing", "conversation", "coaching", "desk", "logbook"},
    "report": {"conversation", "coaching", "logbook"},
    "bundle": {"conversation", "coaching", "logbook", "report"},
    "stick": {"logbook", "bundle"},
    "release": {"stick"},
    "provisioning": {"call_path", "conversation", "coaching", "logbook"},
    "selftest": {"audio", "hearing", "desk"},
    "doctor": {
        *("call_path", "audio", "hearing", "conversation", "coaching", "desk", "logbook"),
        *("provisioning", "release", "selftest"),
    },
}
"""Each room, and the rooms to its left."""
PURE = ("conversation", "coaching")
PURE_MAY_IMPORT = {"__future__", "collections", "dataclasses", "enum", "math", "typing"}


def modules() -> dict[str, Path]:
    """Every module of the package by its dotted name below ``firmware_app``."""
    return {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): path
        for path in sorted(PACKAGE.rglob("*.py"))
    }


def imports(path: Path) -> set[str]:
    """Absolute names that a file imports, wherever in it; ``from a import b`` counts as ``a`` and ``a.b``."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative imports hide the arrow"
            assert node.module is not None
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def own(path: Path) -> set[str]:
    """What a file imports of this package, as dotted names below it."""
    found = {name.removeprefix("firmware_app.") for name in imports(path) if name.startswith("firmware_app.")}
    return found - {"__version__"}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_the_ground_and_rooms_to_its_left(room: str) -> None:
    allowed = GROUND | ROOMS[room] | {room}
    files = [path for name, path in modules().items() if name.split(".")[0] == room]
    assert files
    for path in files:
        reached = {name.split(".")[0] for name in own(path)}
        assert reached <= allowed, f"{path} reaches {reached - allowed}"


def test_the_ground_stands_on_nothing_but_itself() -> None:
    for name in GROUND:
        assert {reached.split(".")[0] for reached in own(modules()[name])} <= GROUND


def test_every_folder_of_the_package_is_a_known_room() -> None:
    folders = {path.name for path in PACKAGE.iterdir() if path.is_dir() and list(path.glob("*.py"))}
    assert folders == set(ROOMS)


@pytest.mark.parametrize("room", PURE)
def test_the_pure_rooms_import_no_numpy_no_hardware_and_no_clock(room: str) -> None:
    for name, path in modules().items():
        if name.split(".")[0] == room:
            foreign = {n.split(".")[0] for n in imports(path)} - {"firmware_app"}
            assert foreign <= PURE_MAY_IMPORT, f"{path} imports {foreign - PURE_MAY_IMPORT}"


def test_the_pure_rooms_load_without_numpy() -> None:
    code = (
        "import sys, firmware_app.coaching; "
        "print([m for m in ('numpy', 'gpiozero', 'pyaudio', 'firmware_app.audio') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_only_one_file_knows_the_tflite_runtime() -> None:
    knowing = {
        name
        for name, path in modules().items()
        if {n.split(".")[0] for n in imports(path)} & {"tflite_runtime", "ai_edge_litert"}
    }
    assert knowing == {"hearing.runtime"}


def test_no_module_opens_the_network() -> None:
    nets = {"http", "urllib", "requests", "ssl", "asyncio", "socketserver", "ftplib", "smtplib"}
    for path in modules().values():
        assert not {n.split(".")[0] for n in imports(path)} & nets, path


def closure(start: str) -> set[str]:
    """Every module of the package that ``start`` reaches by its imports."""
    known = modules()
    reached: set[str] = set()
    todo = [start]
    while todo:
        name = todo.pop()
        if name in reached or name not in known:
            continue
        reached.add(name)
        todo += own(known[name])
    return reached


def test_the_agents_ear_cannot_reach_the_anger_model() -> None:
    """A missing arrow: nothing that hears the agent knows the module that hears anger, or what it is made of."""
    measures = {
        "hearing.pitch",
        "hearing.subharmonics",
        "hearing.clearness",
        "hearing.stretch",
        "hearing.voice_quality",
    }
    anger = {"hearing.anger", "hearing.anger_shipped", "hearing.mood_filter", "hearing.mood_model"}
    caller = {"hearing.caller_ear", "hearing.caller_mood", "hearing.caller_stretches"}
    feelings = {"hearing.speech_frames", "hearing.source_measures"} | anger | caller | measures
    assert feelings <= set(modules())
    reached = closure("hearing.agent_ear")
    assert "hearing.pace" in reached
    assert not reached & feelings


def test_what_measures_the_caller_is_reached_by_the_callers_ear_alone() -> None:
    importers = {name for name, path in modules().items() if "hearing.caller_stretches" in own(path)}
    assert importers == {"hearing.caller_ear"}
    importers = {name for name, path in modules().items() if "hearing.anger" in own(path)}
    assert importers == {"hearing", "hearing.anger_shipped", "hearing.hearing"}


def loaded(module: str) -> set[str]:
    """Everything that loading one module loads."""
    code = f"import sys, {module}; print('\\n'.join(sys.modules))"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


def test_the_kiosk_does_not_carry_the_reports_libraries() -> None:
    assert not loaded("firmware_app.live") & {"matplotlib", "jinja2", "firmware_app.report"}


def test_what_runs_as_root_at_a_stick_loads_no_library_and_no_room_but_its_own() -> None:
    found = loaded("firmware_app.stick_root")
    assert "firmware_app.stick.mounting" in found
    assert not {name.split(".")[0] for name in found} & {"numpy", "matplotlib", "jinja2", "rich"}
    assert not found & {
        "firmware_app.bundle",
        "firmware_app.report",
        "firmware_app.logbook",
        "firmware_app.settings_file",
    }
