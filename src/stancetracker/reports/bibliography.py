"""A citation as a sentence, as BibTeX and as CSL-JSON; no text that is cited can break out of any of them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from stancetracker.base import dates, wording
from stancetracker.base.text import in_json, visible

PROGRAM: Final = "stancetracker"
_SPECIAL: Final = {
    "\\": r"\textbackslash{}",
    # BibTeX counts a brace even behind a backslash.
    "{": r"\textbraceleft{}",
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "#$%&_"},
}
_ESCAPES: Final = str.maketrans(_SPECIAL)
_IN_ADDRESS: Final = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


@dataclass(frozen=True)
class Citation:
    """What is cited, and as of which day from which data."""

    dataset: str
    dataset_publisher: str | None
    as_of: str
    known_by: str | None
    version: str
    key: str = ""
    kind: str = ""
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
        """The address of the source, where it has one."""
        return self.source if self.source and self.source.startswith(("http://", "https://")) else None

    def data(self) -> str:
        """The data version and the day."""
        return f"{PROGRAM} data {self.version}, {wording.asked_on(self.as_of, self.known_by)}"


def as_text(cited: Citation) -> str:
    """One sentence that can stand alone, with the source, its archived copy, the data version and the day."""
    archived = f"archived at {cited.archive_url}" if cited.archive_url else None
    retrieved = f"retrieved {dates.words(cited.retrieved)}" if cited.retrieved else None
    record = cited.record if cited.record != cited.issue else None
    sentence = cited.sentence.removesuffix(".")
    parts = (sentence, cited.source, archived, retrieved, record, cited.data())
    return _line(", ".join(part for part in parts if part)) + "."


def as_bibtex(cited: Citation) -> str:
    """A BibTeX entry with a key that stays the same."""
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in _bibtex_fields(cited))
    return f"@misc{{{cited.key},\n{lines}}}"


def _bibtex_fields(cited: Citation) -> Iterator[tuple[str, str]]:
    if cited.author:
        yield "author", f"{{{_escaped(cited.author)}}}"  # a name in braces is not taken apart
    yield "title", f"{{{_escaped(cited.title)}}}"
    if cited.date and not cited.date.startswith(".."):
        yield "date", cited.date
        yield "year", cited.date[:4]
    texts = (
        ("howpublished", cited.genre),
        ("publisher", cited.publisher),
        ("version", cited.version),
        ("langid", cited.language),
    )
    yield from ((name, _escaped(text)) for name, text in texts if text)
    if cited.address:
        yield "url", _line(cited.address).translate(_IN_ADDRESS)
    if cited.retrieved:
        yield "urldate", cited.retrieved
    yield "note", _escaped(_note(cited))


def as_csl_json(cited: Citation) -> str:
    """A CSL-JSON array of one item."""
    return in_json(json.dumps([_csl(cited)], ensure_ascii=False, indent=2))


def _csl(cited: Citation) -> dict[str, Any]:
    item = {
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
    return {name: value for name, value in item.items() if value}


def _csl_date(date: str | None) -> dict[str, Any] | None:
    """One date or two, each as exact as it is; an open start has none."""
    if date is None:
        return None
    parts = [part for part in date.split("/") if part != ".."]
    return {"date-parts": [[int(number) for number in part.split("-")] for part in parts]}


def _note(cited: Citation) -> str:
    """What has no field of its own: what it says, from where, withdrawn or not, the record, the data and the day."""
    archived = f"archived at {cited.archive_url}" if cited.archive_url else None
    source = None if cited.address else cited.source
    said = cited.sentence if cited.sentence != cited.title else cited.mark
    record = f"record {cited.record}" if cited.record else None
    parts = (said, f"via {cited.via}" if cited.via else None, source, archived, record, cited.data())
    return _line("; ".join(part for part in parts if part))


def _escaped(text: str) -> str:
    return _line(text).translate(_ESCAPES)


def _line(text: str) -> str:
    """Text on one line that can act on no screen."""
    return visible(" ".join(text.split()))


STYLES: Final[dict[str, tuple[str, Callable[[Citation], str]]]] = {
    "text": ("text", as_text),
    "bibtex": ("bibtex", as_bibtex),
    "csl-json": ("csl_json", as_csl_json),
}
"""The styles as the user names them: the column that holds each, and what makes it."""
