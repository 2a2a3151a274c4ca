"""Rehearsals: calls made up from real speech, whose truth is known, and the coach judged by them.

`cast` finds the voices, `playwright` lets them talk, `stage` makes two channels of it as a line would, `truth` says
what happened, `dues` when each cue was due, `score` whether it came. Nothing here is on the device.
"""
