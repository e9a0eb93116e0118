"""Names as people type them: slugs, names, other names and former ids, blind to case and accents."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from stancetracker.base.errors import AmbiguousNameError, UnknownNameError, UsageError
from stancetracker.base.text import fold
from stancetracker.base.vocabulary import CHANNELS, STANCES
from stancetracker.index import queries
from stancetracker.index.queries import Issue, Named
from stancetracker.reports.question import Question


class Names:
    """The names in a dataset."""

    def __init__(self, names: Iterable[Named]) -> None:
        self._ids: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._exact: dict[str, set[str]] = defaultdict(set)
        for name in names:
            self._ids[name.kind][fold(name.name)].add(name.id)
            self._exact[name.kind].add(name.id)

    def resolve(self, kind: str, text: str) -> str:
        """The id of the one `kind` that goes by this name.

        Raises UnknownNameError with the nearest names, AmbiguousNameError with all matches.
        """
        if text in self._exact[kind]:
            return text
        matches = sorted(self._ids[kind].get(fold(text), ()))
        if len(matches) > 1:
            raise AmbiguousNameError(kind, text, matches)
        if not matches:
            ids = self._exact[kind]
            # An id says the same as a name that differs from it by spaces alone.
            known = [name for name in self._ids[kind] if name in ids or name.replace(" ", "-") not in ids]
            raise UnknownNameError(kind, text, known)
        return matches[0]


def resolve(connection: sqlite3.Connection, question: Question) -> Question:
    """The question with every name replaced by the id, stance or channel it stands for.

    Raises UnknownNameError and AmbiguousNameError: a filter dropped unseen would be a false accusation.
    """
    asked = (question.issues, question.people, question.organizations)
    names = Names(queries.names(connection) if any(asked) else ())
    return replace(
        question,
        issues=tuple(names.resolve("issue", name) for name in question.issues),
        people=tuple(names.resolve("person", name) for name in question.people),
        organizations=tuple(names.resolve("organization", name) for name in question.organizations),
        stances=tuple(_word("stance", word, STANCES) for word in question.stances),
        channels=tuple(_word("channel", word, CHANNELS) for word in question.channels),
        sources=_sources(connection, question.sources),
    )


def _word(what: str, word: str, known: tuple[str, ...]) -> str:
    if word not in known:
        raise UnknownNameError(what, word, known, f"one of {', '.join(known)}")
    return word


def source_names(source: str | None, publisher: str | None) -> set[str]:
    """What a source may be asked for by: its address or citation, its host, its publisher."""
    names = {fold(name) for name in (source, publisher) if name}
    host = _host(source) if source else None
    return names | ({fold(host), fold(host.removeprefix("www."))} if host else set())


def _host(source: str) -> str | None:
    try:
        return urlsplit(source).hostname if source.startswith("http") else None
    except ValueError:  # a citation that only begins like an address
        return None


def _sources(connection: sqlite3.Connection, asked: tuple[str, ...]) -> tuple[str, ...]:
    if not asked:
        return ()
    known: set[str] = set()
    for source, publisher in queries.sources(connection):
        known |= source_names(source, publisher)
    for name in asked:
        if fold(name) not in known:
            raise UnknownNameError("source", name, known)
    return tuple(fold(name) for name in asked)


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
