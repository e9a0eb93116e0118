"""The styles of a citation: plain text, BibTeX and CSL JSON."""

import json
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

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


@dataclass(frozen=True, kw_only=True)
class Citation:
    """A record, standing, issue or source, as it is cited."""

    key: str
    kind: str
    sentence: str = ""
    is_ours: bool = True
    """True if the ledger itself says it, rather than a speaker or the page that reports them."""
    record: str | None = None
    issue: str | None = None
    actor: str | None = None
    date: str | None = None
    type: str = "dataset"
    """The type in CSL."""
    title: str = ""
    genre: str | None = None
    author: str | None = None
    author_id: str | None = None
    """The id of the actor who is the author, where that is one."""
    sort_name: str | None = None
    """The author's name as lists are sorted by it, of a person who has one: `Pichai, Sundar`."""
    publisher: str | None = None
    home: str | None = None
    """The address of the ledger."""
    source: str | None = None
    """The address or citation of the first source of the record."""
    archive_url: str | None = None
    retrieved: str | None = None
    language: str | None = None
    via: str | None = None
    """The publishers of the source, the original one first."""
    names_source: bool = False
    """True if the sentence says who published the source."""
    mark: str | None = None
    """Who replied to the record, and that it is withdrawn."""

    @property
    def address(self) -> str | None:
        """Return the web address that the citation leads to, or None."""
        address = self.home if self.is_ours else self.source
        is_web = address is not None and address.startswith(("http://", "https://"))
        return address if is_web else None


class Edition(NamedTuple):
    """The ledger that a citation is from, with the version and day that end it."""

    dataset: str
    version: str
    sentence: str

    @classmethod
    def of_dataset(cls, dataset: str, version: str, scope: str) -> "Edition":
        """Return that of a whole dataset: `stancetracker data 1a2b, as of 26 Jan 2026`.

        `scope` is the day asked about in words, and what counts.
        """
        return cls(dataset, version, f"stancetracker data {version}, {scope}")

    @classmethod
    def of_records(cls, dataset: str, version: str, day: str) -> "Edition":
        """Return that of some of its records: `records 1a2b, recorded by 26 Jan 2026`."""
        recorded = wording.recorded_by(day)
        return cls(dataset, version, f"stancetracker records {version}, {recorded}")


class Styles(NamedTuple):
    """A citation in each style: a sentence, a BibTeX entry, a CSL-JSON array of one item."""

    text: str
    bibtex: str
    csl_json: str


class PersonName(NamedTuple):
    """A name in its two parts, as a bibliography prints and sorts it."""

    family: str
    given: str


def person_name(sort_name: str | None) -> PersonName | None:
    """Return the two parts that a `sort_name` gives a name; None where it gives none."""
    parts = [part.strip() for part in (sort_name or "").split(",")]
    match parts:
        case [family, given] if family and given:
            return PersonName(family, given)
    return None


def styled(citation: Citation, edition: Edition) -> Styles:
    """Return a citation in each style.

    What the ledger itself says has the ledger's author and address, and names its source in the
    note; another's words, and the page that reports them, have their own.
    """
    note = _note(citation, edition)
    return Styles(
        text=_text(citation, edition),
        bibtex=_bibtex(citation, edition, note),
        csl_json=_csl_json(citation, edition, note),
    )


def _text(citation: Citation, edition: Edition) -> str:
    """Return a citation as one sentence."""
    parts = [citation.sentence.removesuffix("."), _origin(citation)]
    if citation.record != citation.issue:
        parts.append(citation.record or "")
    if citation.is_ours:
        parts += [edition.dataset, citation.home or ""]
    return f"{_line(joined(', ', *parts, edition.sentence))}."


def _origin(citation: Citation) -> str:
    """Return where the words were read: the publisher, unless the sentence names it, the source."""
    is_named = citation.names_source or any(
        f"{word} {citation.via}" in citation.sentence for word in ("by", "via")
    )
    retrieved = citation.retrieved and f"retrieved {dates.words(citation.retrieved)}"
    return joined(
        ", ", not is_named and citation.via, citation.source, _archived(citation), retrieved
    )


def _archived(citation: Citation) -> str:
    return f"archived at {citation.archive_url}" if citation.archive_url else ""


def _note(citation: Citation, edition: Edition) -> str:
    """Return what no field of an entry says."""
    is_title = citation.sentence == citation.title
    parts = [(citation.mark or "") if is_title else citation.sentence]
    if citation.is_ours:
        parts.append(_origin(citation))
    else:
        source = citation.source if citation.address is None else None
        parts += [source or "", _archived(citation)]
    if citation.record:
        parts.append(f"record {citation.record}")
    if not citation.is_ours:
        parts.append(edition.dataset)
    return _line(joined("; ", *parts, edition.sentence))


def _bibtex(citation: Citation, edition: Edition, note: str) -> str:
    """Return a BibTeX entry with a key that stays the same."""
    # BibTeX has no dates with an open start.
    date = None if (citation.date or "").startswith("..") else citation.date
    fields = {
        "author": _bibtex_author(citation),
        "title": f"{{{_escaped(citation.title)}}}",
        "date": date,
        "year": date and date[:4],
        "howpublished": _escaped(citation.genre),
        "publisher": _escaped(citation.publisher),
        "version": _escaped(edition.version),
        "langid": _escaped(citation.language),
        "url": _line(citation.address or "").translate(_IN_ADDRESS),
        "urldate": None if citation.is_ours else citation.retrieved,
        "note": _escaped(note),
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@misc{{{citation.key},\n{lines}}}"


def _bibtex_author(citation: Citation) -> str | None:
    """Return the author as BibTeX takes it; what stands in braces is not taken apart."""
    if not citation.author:
        return None
    name = person_name(citation.sort_name)
    if name is None:
        return f"{{{_escaped(citation.author)}}}"
    # It would end a name at the word `and`, and sort no word in small letters.
    parts = [_escaped(name.family), _escaped(name.given)]
    if " " in parts[0]:
        parts[0] = f"{{{parts[0]}}}"
    if " and " in parts[1]:
        parts[1] = f"{{{parts[1]}}}"
    return ", ".join(parts)


def _csl_author(citation: Citation) -> list[dict[str, str]]:
    if not citation.author:
        return []
    name = person_name(citation.sort_name)
    return [name._asdict() if name else {"literal": citation.author}]


def _csl_json(citation: Citation, edition: Edition, note: str) -> str:
    is_ours = citation.is_ours
    fields = {
        "id": citation.key,
        "type": citation.type,
        "title": _line(citation.title),
        "author": _csl_author(citation),
        "issued": _csl_date(citation.date),
        "accessed": None if is_ours else _csl_date(citation.retrieved),
        "container-title": edition.dataset if is_ours else None,
        "publisher": citation.publisher,
        "genre": citation.genre,
        "language": citation.language,
        "version": edition.version,
        "URL": citation.address,
        "archive_location": None if is_ours else citation.archive_url,
        "note": note,
    }
    item = {name: value for name, value in fields.items() if value}
    return in_json(json.dumps([item], ensure_ascii=False, indent=2))


def _csl_date(date: str | None) -> dict[str, Any] | None:
    """Format an interval, as precisely as it is known; an open start is left out."""
    if date is None:
        return None
    parts = [part for part in date.split("/") if part != ".."]
    return {"date-parts": [_date_parts(part) for part in parts]}


def _date_parts(date: str) -> list[int]:
    """Return the year of a date, its month and its day where it has them."""
    return [int(number) for number in date.split("-")]


def _escaped(text: str | None) -> str:
    return _line(text or "").translate(_ESCAPES)


def _line(text: str) -> str:
    """Return text on one line with control characters escaped."""
    return visible(" ".join(text.split()))
