"""One call as a page: self-contained HTML that any office PC shows and prints, without script or network."""

from __future__ import annotations

import statistics
from html import escape
from xml.etree import ElementTree as ET

from firmware_app.call_picture.faces import Look, drawn, looks
from firmware_app.call_picture.story import Span, Story
from firmware_app.call_picture.timeline import clock, strips
from firmware_app.coaching import CUES
from firmware_app.facts import Side
from firmware_app.settings import Settings

_STYLE = """
:root { color-scheme: light dark; --ink: #1a1a1a; --paper: #fff; --grid: #8884; --caller: #0072b2; --agent: #00805f;
  --angry: #d55e0044; --cue: #333; --hold: #8885 }
@media (prefers-color-scheme: dark) { :root { --ink: #eee; --paper: #161616; --caller: #56b4e9; --agent: #2fc79a;
  --angry: #d55e0088; --cue: #ddd } }
@media print { :root { --ink: #000; --paper: #fff } svg { break-inside: avoid } }
body { font: 15px/1.4 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 1240px;
  margin: 1.5rem auto; padding: 0 1rem }
h1 { font-size: 1.3rem; overflow-wrap: anywhere } h2 { font-size: 1.05rem; margin-top: 1.6rem }
table { border-collapse: collapse } th, td { text-align: left; padding: .15rem 1rem .15rem 0; vertical-align: top }
td.n { text-align: right; font-variant-numeric: tabular-nums }
body > svg { width: 100%; height: auto; display: block; margin: .4rem 0 1rem } td svg { display: block }
svg text { font-size: 12px; fill: var(--ink) }
.level { opacity: .35 } .caller { fill: var(--caller) } .agent { fill: var(--agent) } .angry { fill: var(--angry) }
.hold { fill: var(--hold) } .cue { fill: var(--cue) } .grid { stroke: var(--grid) }
.limit { stroke: var(--ink); stroke-dasharray: 4 4; opacity: .6; fill: none }
.sustained { stroke: var(--agent); stroke-width: 1.5; fill: none } .note { opacity: .8; font-size: .9rem }
"""
_FACE_MM = 45.0
# nothing may be fetched, and nothing can run
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def call_page(name: str, story: Story, settings: Settings) -> str:
    """The page. ``name``: what the recording is called."""
    sure, window_s = settings.conversation.anger_sure, settings.coaching.slow_down.window_s
    parts = [
        f"<h1>{escape(name)}</h1>",
        _table(_figures(story)),
        "<h2>The call</h2>",
        '<p class="note">Shaded orange: the caller was shown as angry; grey: the agent’s side was dead. Dashed: '
        f"{sure:g} for anger; for pace the limit that held, against the rate over {window_s:g} s of speech (line; the "
        "dots are short readings). Point at a bar for its reason.</p>",
        *strips(story, sure),
        "<h2>Cues</h2>",
        _cues(story),
        '<p class="note">Made by cuelight from a recording, on the machine that read it. It holds levels, times and '
        "cues; no sound and no words. Anger is a machine’s guess from the sound of a voice.</p>",
    ]
    head = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(name)}</title><style>{_STYLE}</style></head><body>\n"
    )
    return head + "\n".join(parts) + "\n</body></html>\n"


def _figures(story: Story) -> list[tuple[str, str]]:
    spoken = {side: story.spoken_s(side) for side in Side}
    both = sum(spoken.values())
    rates = [reading.syllables_per_s for reading in story.pace]
    angry_s = sum(spell.length_s for spell in story.angry)
    return [
        ("Length", clock(story.duration_s)),
        ("Caller speaks", _of(spoken[Side.CALLER], both)),
        ("Agent speaks", _of(spoken[Side.AGENT], both)),
        ("Caller shown angry", f"{clock(angry_s)}, {_times(len(story.angry))}"),
        ("Agent’s pace, median", f"{statistics.median(rates):.1f} syllables/s" if rates else "not enough speech"),
        ("Readings above the limit", _of(sum(reading.hurried for reading in story.pace), len(rates)) if rates else "–"),
        ("Dead air, mute and hold", f"{clock(sum(h.length_s for h in story.holds))}, {_times(len(story.holds))}"),
        ("Cues shown", str(len(story.cues))),
    ]


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _of(part: float, whole: float) -> str:
    return f"{100.0 * part / whole:.0f} %" if whole else "–"


def _table(rows: list[tuple[str, str]]) -> str:
    cells = "".join(f"<tr><th>{escape(name)}</th><td>{escape(value)}</td></tr>" for name, value in rows)
    return f"<table>{cells}</table>"


def _cues(story: Story) -> str:
    if not story.cues:
        return "<p>None: the lights stayed dark.</p>"
    faces = {look.t: look for look in looks(story)}
    rows = "".join(_cue(cue, faces.get(cue.start)) for cue in story.cues)
    return f"<table><tr><th>At</th><th>Cue</th><th>For</th><th>Why</th><th>The desk</th></tr>{rows}</table>"


def _cue(cue: Span, look: Look | None) -> str:
    face = "" if look is None else ET.tostring(drawn(look, _FACE_MM, words=True), encoding="unicode")
    return (
        f'<tr><td class="n">{clock(cue.start)}</td><td>{escape(CUES[cue.what].legend)}</td>'
        f'<td class="n">{cue.length_s:.1f} s</td><td>{escape(cue.why)}</td><td>{face}</td></tr>'
    )
