"""How each kind of record is cited, and the citation styles: plain text, BibTeX and CSL JSON."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

from stancetracker.base import dates, wording
from stancetracker.base.text import in_json, visible
from stancetracker.index import lookup, queries, recorded
from stancetracker.index.lookup import Origin
from stancetracker.index.queries import Question

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


TYPES: Final = {
    "social-post": "post",
    "interview": "interview",
    "op-ed": "article-newspaper",
    "speech": "speech",
    "correspondence": "personal_communication",
}
"""The CSL types of channels; other statements are documents."""
_DATES: Final = ("made_public", "date", "published", "period")


class Fields:
    """A record of the index by its fields; one that is not filled is an empty text."""

    def __init__(self, connection: sqlite3.Connection, record: str) -> None:
        self.record = record
        self._connection = connection
        kind = lookup.kind_of(connection, record)
        found = lookup.facts(connection, kind, record) if kind else []
        self._values = {fact.field: str(fact.value) for fact in found}

    def __getitem__(self, field: str) -> str:
        return self._values.get(field, "")

    def many(self, field: str) -> list[str]:
        """Return the items of a list."""
        return [value for name, value in self._values.items() if name.rpartition(".")[0] == field]

    @cached_property
    def sources(self) -> list[Origin]:
        """Return the record's sources."""
        return lookup.sources_of(self._connection, self.record)

    def day(self, field: str = "date") -> str:
        """Return a date in words."""
        return dates.interval_words(*dates.parse(self[field])) if self[field] else ""

    def words(self) -> str:
        """Return the quote of a statement, else its summary, after a colon."""
        quote = f"“{self['quote']}”" if self["quote"] else ""
        kind = wording.WORDINGS.get(self["wording"], "")
        return ": " + (f"{quote} ({kind})" if quote and kind else quote or self["summary"])

    def is_known(self, question: Question) -> bool:
        """Return whether it was recorded by `known_by` and may be dated by the day."""
        recorded, date = self["recorded"], next((self[name] for name in _DATES if self[name]), None)
        known = question.known_by is None or not recorded or recorded <= question.known_by
        earliest = dates.parse(date).earliest if date else None
        return known and (earliest is None or earliest <= question.as_of)


def withdrawn(connection: sqlite3.Connection, question: Question, record: str) -> str | None:
    """Say which known correction withdraws a record, or return None."""
    for one in reversed(recorded.corrections(connection, question, to=(record,))):
        if one.corrects == record:
            return f"{wording.state('', one.type, counts=True)} recorded {dates.words(one.recorded)}"
    return None


def cited(connection: sqlite3.Connection, kind: str, fields: Fields, base: Citation) -> Citation:
    """Cite a record, except for its key and source."""
    names = {actor.id: actor.name for actor in lookup.actors(connection).values()}
    issues = {issue.id: issue.title for issue in queries.issues(connection)}
    about = replace(
        base, issue=fields["issue"] or None, author=base.dataset_publisher, date=fields["date"] or None
    )
    if kind not in _MAKERS:
        return _any(connection, kind, fields, about)
    return _MAKERS[kind](fields, about, names, issues)


def _any(connection: sqlite3.Connection, kind: str, fields: Fields, base: Citation) -> Citation:
    """Return the citation of a record of a kind that has no words of its own, as its class says."""
    of, values = lookup.kinds(connection)[kind], lookup.values(connection, fields.record)
    sentence = lookup.in_line(connection, fields.record)
    actor = fields[of.actors[0]] if len(of.actors) == 1 else ""
    title = fields[of.name] or sentence
    return replace(base, actor=actor or None, title=title, date=of.date(values), sentence=sentence)


Names = dict[str, str]


def _statement(fields: Fields, base: Citation, names: Names, issues: Names) -> Citation:
    name = names[fields["speaker"]]
    said = wording.said_by(name, issues[fields["issue"]], fields["stance"], fields.day(), fields["audience"])
    public = fields["audience"] == "public"
    made_known = "" if public else f"reported, not public; made known {fields.day('made_public')}"
    parts = (
        wording.CHANNELS[fields["channel"]],
        wording.VOICES[fields["voice"]],
        made_known,
        "disputed" if fields["verification"] == "disputed" else "",
    )
    return replace(
        base,
        actor=fields["speaker"],
        type=TYPES.get(fields["channel"], "document"),
        genre=wording.CHANNELS[fields["channel"]],
        author=name,
        title=fields["quote"] or fields["summary"],
        language=fields["language"] or None,
        sentence=wording.told(said, parts) + fields.words(),
    )


def _silence(fields: Fields, base: Citation, names: Names, issues: Names) -> Citation:
    actors = fields.many("actors")
    first = fields.sources[0] if fields.sources else None
    since = dates.parse(fields["date"]).earliest
    looked = wording.none_by(", ".join(names[actor] for actor in actors), issues[fields["issue"]], str(since))
    who = wording.checked(
        fields["basis"],
        fields["checked_by"] or None,
        first.publisher if first else None,
        (first.url or first.citation) if first else None,
    )
    came_back = "" if fields["response"] == "none-found" else wording.RESPONSES[fields["response"]]
    sentence = wording.told(looked, (who, came_back))
    return replace(
        base,
        actor=actors[0] if len(actors) == 1 else None,
        author=fields["checked_by"] or (first.publisher if first else None) or base.dataset_publisher,
        title=sentence,
        sentence=sentence,
    )


def _tie(fields: Fields, base: Citation, names: Names, _issues: Names) -> Citation:
    value = float(fields["amount_value"]) if fields["amount_value"] else None
    other = fields["counterparty"]
    parts = (
        wording.counterparty(fields["type"], names[other] if other else None),
        fields["title"],
        wording.money(value, fields["amount_currency"] or None, fields["amount_bound"] or None),
        fields.day("date") or fields.day("period"),
    )
    sentence = ", ".join((f"{names[fields['actor']]}: {fields['type']}", *(part for part in parts if part)))
    day = fields["date"] or fields["period"] or None
    title = fields["title"] or sentence
    return replace(base, actor=fields["actor"], date=day, title=title, sentence=sentence)


def _event(fields: Fields, base: Citation, _names: Names, _issues: Names) -> Citation:
    return replace(base, title=fields["title"], sentence=f"{fields['title']}, {fields.day()}")


def _petition(fields: Fields, base: Citation, names: Names, _issues: Names) -> Citation:
    organizers = ", ".join(names[one] for one in fields.many("organizers"))
    return replace(
        base,
        type="document",
        genre="petition",
        author=organizers or base.author,
        title=fields["title"],
        date=fields["published"],
        sentence=f"{fields['title']}, {fields.day('published')}",
    )


def _reply(fields: Fields, base: Citation, names: Names, _issues: Names) -> Citation:
    name = names[fields["by"]]
    return replace(
        base,
        actor=fields["by"],
        type="document",
        genre="reply",
        author=name,
        title=fields["text"],
        language=fields["language"],
        sentence=f"Reply by {name} to {fields['to']}, {fields.day()}: “{fields['text']}”",
    )


def _correction(fields: Fields, base: Citation, _names: Names, _issues: Names) -> Citation:
    sentence = wording.withdraws(
        fields["type"], fields["corrects"], fields["reason"], fields["replacement"] or None
    )
    author = fields["by"] or base.author
    return replace(base, author=author, date=fields["recorded"], title=sentence, sentence=sentence)


_MAKERS: Final[dict[str, Callable[[Fields, Citation, Names, Names], Citation]]] = {
    "statement": _statement,
    "silence": _silence,
    "tie": _tie,
    "event": _event,
    "petition": _petition,
    "reply": _reply,
    "correction": _correction,
}
