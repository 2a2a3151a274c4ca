"""Where the files that travel with the code lie: models, wiring, the demo call.

In a checkout they stand at the top level; in a wheel they lie in ``firmware_app/share``.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shared_file(relative: str) -> Path:
    """Path of a file such as ``models/anger.tflite``; it need not exist, so that the reader's error names it."""
    installed = _PACKAGE / "share" / relative
    return installed if installed.exists() else _PACKAGE.parent / relative
