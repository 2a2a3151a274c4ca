"""The PipeWire daemon, asked by its own small programs: what is there, join, part, make, take away."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
from collections.abc import Iterator
from typing import Any

_COMMAND_S = 1.5
"""More than a busy Pi takes, and short enough beside the linker's watchdog of 5 s."""
_CHUNK = 1 << 16


class Watch:
    """``pw-dump --monitor``: everything there is, and then every change."""

    def __init__(self) -> None:
        """Raises OSError where there is no pw-dump."""
        self._process = subprocess.Popen(
            ["pw-dump", "--monitor", "--no-colors"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        assert self._process.stdout is not None
        self._out = self._process.stdout
        os.set_blocking(self._out.fileno(), False)
        self._text = b""

    def fileno(self) -> int:
        """For select."""
        return self._out.fileno()

    def changes(self) -> Iterator[list[dict[str, Any]]]:
        """The arrays that have come by now. Raises EOFError once the daemon has gone, ValueError for no JSON."""
        with contextlib.suppress(BlockingIOError):
            while True:
                chunk = os.read(self._out.fileno(), _CHUNK)
                if not chunk:
                    raise EOFError
                self._text += chunk
        # an array ends with a bracket on a line of its own; several may come at once
        whole, end, self._text = self._text.rpartition(b"\n]\n")
        text, at, decoder = (whole + end).decode(errors="replace"), 0, json.JSONDecoder()
        while text[at:].strip():
            objects, at = decoder.raw_decode(text, len(text) - len(text[at:].lstrip()))
            yield objects

    def close(self) -> None:
        """Ends it."""
        self._process.kill()
        self._process.wait()
        self._out.close()


def join(out: int, into: int) -> bool:
    """Joins two ports for good: the link belongs to the daemon. False where it cannot be now."""
    done = _run("pw-link", "--linger", str(out), str(into))
    return done is not None and (done.returncode == 0 or b"File exists" in done.stderr)


def part(link: int) -> bool:
    """Takes a link away."""
    done = _run("pw-link", "--disconnect", str(link))
    return done is not None and done.returncode == 0


def make_node(properties: str) -> bool:
    """Makes a node that outlives the maker."""
    done = _run("pw-cli", "create-node", "adapter", f"{{ {properties} }}")
    return done is not None and done.returncode == 0


def take_away(node: int) -> bool:
    """Takes a node away, and its links."""
    done = _run("pw-cli", "destroy", str(node))
    return done is not None and done.returncode == 0


def _run(*words: str) -> subprocess.CompletedProcess[bytes] | None:
    """None where the daemon does not answer, or the program is not there."""
    try:
        return subprocess.run(words, capture_output=True, timeout=_COMMAND_S, check=False)
    except (subprocess.TimeoutExpired, OSError):
        return None
