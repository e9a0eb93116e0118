"""How the dataset wants to be cited, for programs: a Citation File Format 1.2.0."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Final

from stancetracker.base import site_words
from stancetracker.base.text import visible
from stancetracker.reports.pages.values import Edition

NAME: Final = "CITATION.cff"
# The format takes SPDX's names alone; these are the ones under which data is published.
_LICENCES: Final = frozenset(
    {
        *(f"CC-BY{terms}-4.0" for terms in ("", "-NC", "-NC-ND", "-NC-SA", "-ND", "-SA")),
        *(f"CC-BY{terms}-3.0" for terms in ("", "-SA")),
        "CC0-1.0",
        "CDLA-Permissive-2.0",
        "CDLA-Sharing-1.0",
        "MIT",
        "ODC-By-1.0",
        "ODbL-1.0",
        "PDDL-1.0",
    }
)


def write(edition: Edition, base: str | None) -> Iterator[str]:
    """The file, about the last edition; every text is quoted as JSON quotes it, which YAML reads too."""
    yield "cff-version: 1.2.0\n"
    yield f"message: {_quoted(site_words.CITE)}\n"
    yield "type: dataset\n"
    yield f"title: {_quoted(edition.title)}\n"
    yield f"authors:\n  - name: {_quoted(edition.publisher or edition.title)}\n"
    yield f"version: {_quoted(edition.version)}\n"
    yield f"date-released: {edition.day}\n"
    if edition.licence in _LICENCES:
        yield f"license: {edition.licence}\n"
    if base:
        yield f"url: {_quoted(base)}\n"


def _quoted(text: str) -> str:
    return json.dumps(visible(text), ensure_ascii=False)
