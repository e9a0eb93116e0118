"""A citation, and its styles: plain text, BibTeX and CSL JSON."""

import json
from dataclasses import dataclass
from typing import Any, Final

from stancetracker.base import dates, wording
from stancetracker.base.text import in_json, visible
from stancetracker.reports.table import joined

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
    """A citation of a record, standing, issue or source, with the day and data it is from.

    What the ledger itself says has the ledger's author and address, and names its source in the note; another's words,
    and the page that reports them, have their own.
    """

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
    ours: bool = True
    home: str | None = None
    """The address of the ledger."""
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
    """Who published that source, the original publisher first."""
    sentence: str = ""
    mark: str | None = None
    """That it is withdrawn, in words."""

    @property
    def address(self) -> str | None:
        """Return the address of the ledger or the source, whichever says it, where it has one."""
        address = self.home if self.ours else self.source
        return address if address and address.startswith(("http://", "https://")) else None

    @property
    def origin(self) -> str:
        """Return the source: its publisher, address or citation, archived copy, and the day it was read."""
        is_named = any(f"{word} {self.via}" in self.sentence for word in ("by", "via"))
        retrieved = self.retrieved and f"retrieved {dates.words(self.retrieved)}"
        return joined(", ", not is_named and self.via, self.source, self.archived, retrieved)

    @property
    def archived(self) -> str | None:
        """Say where the source is archived, if it is."""
        return self.archive_url and f"archived at {self.archive_url}"

    @property
    def data(self) -> str:
        """Return the data version and the day."""
        return f"stancetracker data {self.version}, {wording.asked_on(self.as_of, self.known_by)}"


def as_text(cited: Citation) -> str:
    """Return a citation as one sentence, with the source, its archived copy, the data version and the day."""
    record = cited.record if cited.record != cited.issue else None
    sentence = cited.sentence.removesuffix(".")
    ledger = (cited.dataset, cited.home) if cited.ours else ()
    return _line(joined(", ", sentence, cited.origin, record, *ledger, cited.data)) + "."


def as_bibtex(cited: Citation) -> str:
    """Return a BibTeX entry with a key that stays the same."""
    date = None if (cited.date or "").startswith("..") else cited.date
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
        "urldate": None if cited.ours else cited.retrieved,
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
        "accessed": None if cited.ours else _csl_date(cited.retrieved),
        "container-title": cited.dataset if cited.ours else None,
        "publisher": cited.publisher,
        "genre": cited.genre,
        "language": cited.language,
        "version": cited.version,
        "URL": cited.address,
        "archive_location": None if cited.ours else cited.archive_url,
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
    """Return the note of an entry: sentence, withdrawal, source where no field has it, record, ledger, data and day."""
    said = cited.sentence if cited.sentence != cited.title else cited.mark
    record = f"record {cited.record}" if cited.record else None
    if cited.ours:
        return _line(joined("; ", said, cited.origin, record, cited.data))
    source = None if cited.address else cited.source
    return _line(joined("; ", said, source, cited.archived, record, cited.dataset, cited.data))


def _escaped(text: str | None) -> str:
    return _line(text or "").translate(_ESCAPES)


def _line(text: str) -> str:
    """Return text on one line with control characters escaped."""
    return visible(" ".join(text.split()))
