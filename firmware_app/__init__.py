"""Cuelight: a cue light for a call-centre agent's desk.

Sound comes in at the left and light goes out at the right; nothing runs back:

    audio -> hearing -> conversation -> coaching -> desk
                                  '-------'-> logbook

``settings``, ``facts``, ``errors`` and ``share`` are the ground the rooms stand on;
``kiosk`` is the only module that knows all the rooms, and ``cli`` calls it.
"""

import os

# one thread for numpy's matrices, told before it is loaded: they are small, and idle threads would spin on the cores
# that carry the call (replay took twice the CPU)
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

__version__ = "0.1.0"
