"""What a guest is given to install."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def give_program(given: Path) -> None:
    """This checkout's program and units, for ``guest_tools.install_program``.

    Compiled here: a guest is slow at it, and a program that does not run as root could not keep what it compiles.
    """
    program = given / "firmware_app"
    shutil.copytree(ROOT / "firmware_app", program, ignore=shutil.ignore_patterns("__pycache__"))
    compiling = ["-m", "compileall", "-q", "--invalidation-mode", "unchecked-hash", program]
    subprocess.run([sys.executable, *compiling], check=True)
    shutil.copytree(ROOT / "systemd", given / "systemd")
