"""The few words that paging itself adds to a report, by language."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """Texts of one language."""

    continued: str
    warnings: str
    target: str
    hidden: str


_WORDS = {
    "en": Words("(continued)", "Please note", "Target", "rows not shown"),
    "de": Words("(Fortsetzung)", "Bitte beachten", "Ziel", "Zeilen nicht gezeigt"),
    "fr": Words("(suite)", "À noter", "Objectif", "lignes non affichées"),
    "es": Words("(continuación)", "Atención", "Objetivo", "filas no mostradas"),
    "it": Words("(continua)", "Nota", "Obiettivo", "righe non mostrate"),
    "pt": Words("(continuação)", "Atenção", "Meta", "linhas não mostradas"),
    "nl": Words("(vervolg)", "Let op", "Doel", "rijen niet getoond"),
}


def words(locale: str) -> Words:
    """Return the words of a locale's language, else the English ones."""
    return _WORDS.get(locale.replace("_", "-").split("-")[0].lower(), _WORDS["en"])
