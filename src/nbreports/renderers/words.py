"""The few words that paging itself adds to a report, by language."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """Texts of one language."""

    continued: str
    warnings: str
    target: str
    hidden: str
    total: str


_WORDS = {
    "en": Words("(continued)", "Please note", "Target", "rows not shown", "Total"),
    "de": Words("(Fortsetzung)", "Bitte beachten", "Ziel", "Zeilen nicht gezeigt", "Gesamt"),
    "fr": Words("(suite)", "À noter", "Objectif", "lignes non affichées", "Total"),
    "es": Words("(continuación)", "Atención", "Objetivo", "filas no mostradas", "Total"),
    "it": Words("(continua)", "Nota", "Obiettivo", "righe non mostrate", "Totale"),
    "pt": Words("(continuação)", "Atenção", "Meta", "linhas não mostradas", "Total"),
    "nl": Words("(vervolg)", "Let op", "Doel", "rijen niet getoond", "Totaal"),
}


def words(locale: str) -> Words:
    """Return the words of a locale's language, else the English ones."""
    return _WORDS.get(locale.replace("_", "-").split("-")[0].lower(), _WORDS["en"])
