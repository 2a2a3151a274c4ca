"""Cuelight: a cue light for a call-centre agent's desk.

Sound comes in at the left and light goes out at the right; nothing runs back:

    audio -> hearing -> conversation -> coaching -> desk
                                  '-------'-> logbook

``settings``, ``facts``, ``errors`` and ``share`` are the ground the rooms stand on;
``kiosk`` is the only module that knows all the rooms, and ``cli`` calls it.
"""

__version__ = "0.1.0"
