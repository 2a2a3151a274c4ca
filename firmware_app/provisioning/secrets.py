"""Private keys that were pasted where only public ones belong."""

from __future__ import annotations

import codecs
import re

_PEM = rb"-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----.*?(?:-----END [A-Z0-9 ]*PRIVATE KEY-----|\Z)"
_AGE = rb"AGE-SECRET-KEY-1[0-9A-Z]+"
_SECRET = re.compile(rb"(?s)" + _PEM + rb"|" + _AGE)


def blotted(data: bytes) -> bytes:
    """The same, as long, with each private key (PEM, OpenSSH's, age's) made unreadable: to be written over the old.

    In UTF-16, too, as which some editors save; there each byte that is none of a line's end is blotted.
    """
    blots = [found.span() for found in _SECRET.finditer(data)]
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        # what is ASCII has a zero beside each letter: without them, and with where each letter was
        places = [place for place, byte in enumerate(data) if byte]
        narrow = bytes(data[place] for place in places)
        spans = [found.span() for found in _SECRET.finditer(narrow)]
        blots += [(places[start], places[end - 1] + 1) for start, end in spans]
    for start, end in blots:
        data = data[:start] + re.sub(rb"[^\r\n\0]", b"#", data[start:end]) + data[end:]
    return data
