"""Calls written by hand, whose dues can be read off."""

from firmware_app.facts import Side
from tools.rehearsal.truth import Conditions, Manner, Truth, Utterance

LINE = Conditions("a", "b", True, "mu", 0.0, -40.0, -26.0, -26.0, 40.0, 40.0, False)


def said(side, start, end, *, angry=False, manner=Manner.TURN, rate=3.5, louder_db=0.0):
    """Without a breath; the syllables evenly spread."""
    count = int((end - start) * rate)
    nuclei = tuple(start + (k + 0.5) / rate for k in range(count)) if side is Side.AGENT else ()
    return Utterance(side, manner, angry, ((start, end),), nuclei, louder_db)


def caller(start, end, *, angry=False):
    return said(Side.CALLER, start, end, angry=angry)


def agent(start, end, **how):
    return said(Side.AGENT, start, end, **how)


def call(*utterances, dead=(), hung_up=None):
    over = max(each.end for each in utterances) + 0.5 if hung_up is None else hung_up
    in_order = tuple(sorted(utterances, key=lambda each: each.start))
    return Truth("call", over + 10.0, over, LINE, "acted", 0, in_order, tuple(dead))
