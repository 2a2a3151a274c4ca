"""What the unit writes back beside cuelight.toml, for whoever puts the card into a PC again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

PROBLEMS = "cuelight-problems.txt"
UNIT = "cuelight-unit.txt"

_HEAD = {
    "en": (
        "Cuelight could not take cuelight.toml as it is. {kept}",
        "The unit goes on with its settings of before; the status light tells fault 5.",
        "The unit has no settings yet; the status light tells fault 5.",
        "Mend the file, put the card back and start the unit: this file goes away when all is well.",
    ),
    "de": (
        "Cuelight konnte cuelight.toml so nicht übernehmen. {kept}",
        "Das Gerät arbeitet mit den bisherigen Einstellungen; die Statusleuchte zeigt Fehler 5.",
        "Das Gerät hat noch keine Einstellungen; die Statusleuchte zeigt Fehler 5.",
        "Datei berichtigen, Karte zurückstecken, Gerät starten: diese Datei verschwindet, wenn alles stimmt.",
    ),
}


def answers(problems: Sequence[str], unit: str, *, language: str, settled: bool) -> Mapping[str, str]:
    """The files that are to lie there, by name; an empty one is not to be there.

    ``unit``: what the unit says of itself. ``settled``: it has settings to go on with.
    """
    head, with_old, with_none, mend = _HEAD[language]
    lines = [head.format(kept=with_old if settled else with_none), ""]
    lines += [f"{number}. {problem}" for number, problem in enumerate(problems, 1)]
    return {PROBLEMS: _windows([*lines, "", mend]) if problems else "", UNIT: unit and _windows(unit.splitlines())}


def _windows(lines: Sequence[str]) -> str:
    """Such lines as any editor on any PC shows as lines."""
    return "".join(line + "\r\n" for line in lines)
