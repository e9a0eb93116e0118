"""A citation, and its styles: plain text, BibTeX and CSL JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from stancetracker.base import dates, wording
from stancetracker.base.text import in_json, visible

PROGRAM: Final = "stancetracker"
_ESCAPES: Final = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        # BibTeX counts a brace even behind a backslash.
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{character: f"\\{character}" for character in "#$%&_"},
    }
)
_IN_ADDRESS: Final = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


@dataclass(frozen=True)
class Citation:
    """A citation of a record, standing, issue or source, with the day and data it is from."""

    dataset: str
    as_of: str
    known_by: str | None
    version: str
    key: str
    kind: str
    record: str | None = None
    issue: str | None = None
    actor: str | None = None
    type: str = "dataset"
    """A type of CSL."""
    genre: str | None = None
    author: str | None = None
    title: str = ""
    publisher: str | None = None
    date: str | None = None
    source: str | None = None
    """The address or citation of the first source of what it rests on."""
    archive_url: str | None = None
    retrieved: str | None = None
    language: str | None = None
    via: str | None = None
    """Who published that source."""
    sentence: str = ""
    """What it says, without the ending full stop."""
    mark: str | None = None
    """That it is withdrawn, in words."""

    @property
    def address(self) -> str | None:
        """Return the address of the source, where it has one."""
        return self.source if self.source and self.source.startswith(("http://", "https://")) else None

    @property
    def archived(self) -> str | None:
        """Say where the source is archived, if it is."""
        return f"archived at {self.archive_url}" if self.archive_url else None

    def data(self) -> str:
        """Return the data version and the day."""
        return f"{PROGRAM} data {self.version}, {wording.asked_on(self.as_of, self.known_by)}"


def as_text(cited: Citation) -> str:
    """Return a citation as one sentence, with the source, its archived copy, the data version and the day."""
    retrieved = f"retrieved {dates.words(cited.retrieved)}" if cited.retrieved else None
    record = cited.record if cited.record != cited.issue else None
    sentence = cited.sentence.removesuffix(".")
    return _joined(", ", sentence, cited.source, cited.archived, retrieved, record, cited.data()) + "."


def as_bibtex(cited: Citation) -> str:
    """Return a BibTeX entry with a key that stays the same."""
    date = cited.date if cited.date and not cited.date.startswith("..") else None
    fields = {
        # A name in braces is not taken apart.
        "author": f"{{{_escaped(cited.author)}}}" if cited.author else None,
        "title": f"{{{_escaped(cited.title)}}}",
        "date": date,
        "year": date and date[:4],
        "howpublished": _escaped(cited.genre),
        "publisher": _escaped(cited.publisher),
        "version": _escaped(cited.version),
        "langid": _escaped(cited.language),
        "url": _line(cited.address).translate(_IN_ADDRESS) if cited.address else None,
        "urldate": cited.retrieved,
        "note": _escaped(_note(cited)),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{cited.key},\n{lines}}}"


def as_csl_json(cited: Citation) -> str:
    """Return a CSL-JSON array of one item."""
    fields = {
        "id": cited.key,
        "type": cited.type,
        "title": _line(cited.title),
        "author": [{"literal": cited.author}] if cited.author else None,
        "issued": _csl_date(cited.date),
        "accessed": _csl_date(cited.retrieved),
        "container-title": cited.dataset if cited.kind != "source" else None,
        "publisher": cited.publisher,
        "genre": cited.genre,
        "language": cited.language,
        "version": cited.version,
        "URL": cited.address,
        "archive_location": cited.archive_url,
        "note": _note(cited),
    }
    item = {name: value for name, value in fields.items() if value}
    return in_json(json.dumps([item], ensure_ascii=False, indent=2))


def _csl_date(date: str | None) -> dict[str, Any] | None:
    """Format an interval, as precisely as it is known; an open start is left out."""
    if date is None:
        return None
    parts = [part for part in date.split("/") if part != ".."]
    return {"date-parts": [[int(number) for number in part.split("-")] for part in parts]}


def _note(cited: Citation) -> str:
    """Return the note of a BibTeX entry: sentence, source, withdrawal, record, data version and day."""
    source = None if cited.address else cited.source
    said = cited.sentence if cited.sentence != cited.title else cited.mark
    record = f"record {cited.record}" if cited.record else None
    via = f"via {cited.via}" if cited.via else None
    return _joined("; ", said, via, source, cited.archived, record, cited.data())


def _joined(separator: str, *parts: str | None) -> str:
    return _line(separator.join(part for part in parts if part))


def _escaped(text: str | None) -> str:
    return _line(text or "").translate(_ESCAPES)


def _line(text: str) -> str:
    """Return text on one line with control characters escaped."""
    return visible(" ".join(text.split()))


STYLES: Final[dict[str, tuple[str, Callable[[Citation], str]]]] = {
    "text": ("text", as_text),
    "bibtex": ("bibtex", as_bibtex),
    "csl-json": ("csl_json", as_csl_json),
}
"""The styles as the user names them: the column that holds each, and what makes it."""
