"""How each kind of record is cited: its author, title and date, and the sentence that says what it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from typing import Final

from stancetracker.base import dates, wording
from stancetracker.index import lookup, origins, queries, recorded, search
from stancetracker.index.origins import Origin
from stancetracker.index.question import Question
from stancetracker.reports.bibliography import Citation

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
        """The items of a list."""
        return [value for name, value in self._values.items() if name.rpartition(".")[0] == field]

    @cached_property
    def sources(self) -> list[Origin]:
        """The record's sources."""
        return origins.of_record(self._connection, self.record)

    def day(self, field: str = "date") -> str:
        """A date in words."""
        return dates.interval_words(*dates.parse(self[field])) if self[field] else ""

    def words(self) -> str:
        """The quote of a statement, else its summary, after a colon."""
        quote = f"“{self['quote']}”" if self["quote"] else ""
        kind = wording.WORDINGS.get(self["wording"], "")
        return ": " + (f"{quote} ({kind})" if quote and kind else quote or self["summary"])

    def is_known(self, question: Question) -> bool:
        """Whether it was recorded by `known_by` and may be dated by the day."""
        recorded, date = self["recorded"], next((self[name] for name in _DATES if self[name]), None)
        known = question.known_by is None or not recorded or recorded <= question.known_by
        earliest = dates.parse(date).earliest if date else None
        return known and (earliest is None or earliest <= question.as_of)


def withdrawn(connection: sqlite3.Connection, question: Question, record: str) -> str | None:
    """That a known correction withdraws a record, in words, or None."""
    corrections = recorded.corrections(connection, question, to=(record,))
    found = [one for one in corrections if one.corrects == record]
    if not found:
        return None
    last = found[-1]
    return f"{wording.state('', last.type, counts=True)} recorded {dates.words(last.recorded)}"


def cited(connection: sqlite3.Connection, kind: str, fields: Fields, base: Citation) -> Citation:
    """The citation of a record, but for its key and its source."""
    names = {actor.id: actor.name for actor in search.actors(connection).values()}
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
