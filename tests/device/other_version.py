"""A package of another version, made of one that is there."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path


def other_version(deb: Path, version: str, folder: Path, change: Callable[[Path], None] = lambda _: None) -> Path:
    """``change``: is given ``firmware_app`` of it. The package, in ``folder``."""
    tree = folder / f"deb-{version}"
    shutil.rmtree(tree, ignore_errors=True)
    subprocess.run(["dpkg-deb", "-R", deb, tree], check=True)
    app = tree / "usr/lib/cuelight/firmware_app"
    (app / "__init__.py").write_text(f'"""Another."""\n\n__version__ = "{version}"\n')
    control = tree / "DEBIAN/control"
    control.write_text(re.sub(r"(?m)^Version: .*", f"Version: {version}", control.read_text()))
    sums = tree / "DEBIAN/md5sums"  # of what has been changed
    sums.unlink(missing_ok=True)
    change(app)
    package = folder / f"cuelight_{version}_amd64.deb"
    subprocess.run(["dpkg-deb", "-b", "-Znone", tree, package], check=True, capture_output=True)
    shutil.rmtree(tree)
    return package
