"""Names as people type them: slugs, names, other names and former ids, blind to case and accents."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from stancetracker.base import names as names_of
from stancetracker.base.errors import UnknownNameError, UsageError
from stancetracker.base.text import fold
from stancetracker.base.vocabulary import CHANNELS, STANCES
from stancetracker.index import queries
from stancetracker.index.queries import Issue, Named
from stancetracker.index.question import Question

if TYPE_CHECKING:
    from stancetracker.index.recorded import Cited


class Names:
    """The names in a dataset."""

    def __init__(self, names: Iterable[Named]) -> None:
        self._known = names_of.Names()
        for name in names:
            self._known.add(name.kind, name.id, name.name)

    def resolve(self, kind: str, text: str) -> str:
        """The id of the one `kind` that goes by this name.

        Raises UnknownNameError with the nearest names, AmbiguousNameError with all matches.
        """
        return self._known.resolve(text, (kind,))


def resolve(connection: sqlite3.Connection, question: Question) -> Question:
    """The question with every name replaced by the id, stance or channel it stands for.

    Raises UnknownNameError and AmbiguousNameError: a filter dropped unseen would be a false accusation.
    """
    if question.since and question.until and question.since > question.until:
        raise UsageError(f"the days end before they start: {question.since} to {question.until}")
    organizations = _ids(connection, "organization", question.organizations)
    return question._replace(
        issues=_ids(connection, "issue", question.issues),
        people=_ids(connection, "person", question.people),
        organizations=organizations,
        stances=tuple(_word("stance", word, STANCES) for word in question.stances),
        channels=tuple(_word("channel", word, CHANNELS) for word in question.channels),
        members=_members(connection, question, organizations),
        citing=_citing(connection, question.sources),
    )


def _ids(connection: sqlite3.Connection, kind: str, asked: tuple[str, ...]) -> tuple[str, ...]:
    """The ids that these names mean; all names are read only where one is no id."""
    if all(queries.is_id(connection, kind, text) for text in asked):
        return asked
    names = Names(queries.names(connection))
    return tuple(names.resolve(kind, text) for text in asked)


def _members(
    connection: sqlite3.Connection, question: Question, organizations: tuple[str, ...]
) -> frozenset[str]:
    if not organizations:
        return frozenset()
    from stancetracker.index import recorded  # few questions need more than names

    held = recorded.affiliations(connection, question)
    return frozenset({*organizations, *(one.person for one in held if one.organization in organizations)})


def _word(what: str, word: str, known: tuple[str, ...]) -> str:
    if word not in known:
        raise UnknownNameError(what, word, known, f"one of {', '.join(known)}")
    return word


def _source_names(cited: Cited) -> set[str]:
    """What a source may be asked for by: its address or citation, its host, who published it, and who did first."""
    names = {fold(name) for name in cited[1:] if name}
    host = _host(cited.source) if cited.source else None
    return names | ({fold(host), fold(host.removeprefix("www."))} if host else set())


def _host(source: str) -> str | None:
    try:
        return urlsplit(source).hostname if source.startswith("http") else None
    except ValueError:  # a citation that only begins like an address
        return None


def _citing(connection: sqlite3.Connection, asked: tuple[str, ...]) -> frozenset[str]:
    """The records that cite a source of one of these names, as whichever of their sources."""
    if not asked:
        return frozenset()
    from stancetracker.index import recorded

    records: dict[str, set[str]] = defaultdict(set)
    for cited in recorded.sources(connection):
        for name in _source_names(cited):
            records[name].add(cited.record)
    for name in asked:
        if fold(name) not in records:
            raise UnknownNameError("source", name, records)
    return frozenset().union(*(records[fold(name)] for name in asked))


def one_issue(connection: sqlite3.Connection, question: Question) -> Issue:
    """The issue a report is about: the one asked for, else the only one with a panel of people.

    Raises UsageError with the names when there are several.
    """
    issues = queries.issues(connection)
    if question.issues:
        chosen = [issue for issue in issues if issue.id in question.issues]
    else:
        chosen = [issue for issue in issues if issue.people]
    if len(chosen) != 1:
        known = ", ".join(issue.id for issue in chosen or issues) or "the dataset has none"
        raise UsageError("a report is about one issue", f"give --issue: {known}")
    return chosen[0]
