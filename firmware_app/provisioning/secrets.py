"""Private keys that were pasted where only public ones belong."""

from __future__ import annotations

import re

_PEM = rb"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\Z)"
_AGE = rb"AGE-SECRET-KEY-1[0-9A-Z]+"
_SECRET = re.compile(rb"(?s)" + _PEM + rb"|" + _AGE)


def blotted(data: bytes) -> bytes:
    """The same, as long, with each private key (PEM, OpenSSH's, age's) made unreadable: to be written over the old."""
    return _SECRET.sub(lambda found: re.sub(rb"[^\r\n]", b"#", found[0]), data)
