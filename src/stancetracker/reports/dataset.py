"""Report what a dataset holds, what is wrong with it and what changed in it: `info`, `check` and `changes`."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from stancetracker.base import wording
from stancetracker.base.errors import Problem, Rule
from stancetracker.base.text import plural
from stancetracker.index import queries
from stancetracker.index.queries import Question
from stancetracker.index.store import Index, ask
from stancetracker.ledger.folder import Folder
from stancetracker.reports.table import Cell, Report, Row, Section, columns, plain

if TYPE_CHECKING:
    from stancetracker.contribute.changes import Changes


_EARLIEST: Final = "0001-01-01"


def contents(
    folder: Folder, program: str, known_by: str | None = None, revision: str | None = None
) -> Report:
    """Return where a dataset and its index are, the version of its data, and count its records.

    With a day or a git revision, version and counts are of what was recorded by then. Raises BrokenDatasetError
    when the dataset does not load.
    """

    def facts(index: Index) -> dict[str, Cell]:
        about = queries.dataset_facts(index.connection)
        return {
            "program": program,
            "dataset": str(folder.path),
            "packaged": folder.packaged,
            "known_by": known_by or revision,
            "data_version": _version(index.connection, known_by),
            "index": str(index.path) if index.path else None,
            "index_source": index.source,
            "sqlite": sqlite3.sqlite_version,
            "title": about["title"],
            "published_by": about["publisher"],  # `publisher` counts the records of that kind
            **{name: about[name] for name in ("licence", "contact")},
            **queries.counts(index.connection, known_by),
        }

    found = ask(folder, Question(_EARLIEST), facts, revision=revision)
    rows = [{"name": name, "value": value} for name, value in found.items()]
    shown = (plain("Name", "name"), plain("Value", "value"))
    return Report("", "", (Section("info", ("name", "value"), rows, shown, key="value"),))


def _version(connection: sqlite3.Connection, known_by: str | None) -> str:
    """Return the version of the data, or of what was recorded by a day; what has no such day is in each."""
    if known_by is None:
        return queries.data_version(connection)
    from stancetracker.ledger.jsonl import digest, version

    query = "SELECT json FROM main.record WHERE coalesce(json ->> '$.recorded' <= ?, TRUE)"
    return version(sum(digest(line.encode()) for (line,) in connection.execute(query, (known_by,))))


def named(folder: Folder, kinds: Sequence[str], revision: str | None = None) -> Report:
    """Return the ids of issues, people or organizations, with their titles or names, perhaps as of a git revision."""

    def found(index: Index) -> list[Row]:
        query = (
            "SELECT kind, record.id, coalesce(record.json ->> '$.name', record.json ->> '$.title')"
            " FROM json_each(?) AS asked JOIN main.record ON record.kind = asked.value"
            " ORDER BY asked.key, record.id"
        )
        rows = index.connection.execute(query, (json.dumps(kinds),))
        return [dict(zip(("kind", "id", "name"), row, strict=True)) for row in rows]

    rows = ask(folder, Question(_EARLIEST), found, revision=revision)
    return Report("", "", (Section("name", ("kind", "id", "name"), rows),))


def faults(problems: Iterable[Problem]) -> Report:
    """Return a row for each problem, by place."""
    of_each = columns("file line column severity code message hint record")
    rows = [{**problem._asdict(), **problem.place._asdict()} for problem in problems]
    return Report("", "", (Section("problem", of_each, rows, key="code"),))


def codes(rules: Iterable[Rule]) -> Report:
    """Return a row for each code that a problem can carry."""
    rows = [rule._asdict() for rule in rules]
    return Report("", "", (Section("code", ("code", "severity", "title"), rows, key="code"),))


COLUMNS: Final = columns(
    "change kind record issue actor name field before after sentence as_of_before as_of known_by_before",
    "known_by data_version_before data_version",
)
_SHOWN: Final = (plain("Change", "change"), plain("What", "sentence"), plain("Record", "record", 1))


def changed(found: Changes) -> Report:
    """Return a row for each change, the most important first; the headline counts them."""
    before, after = found.before, found.after
    same = {
        "as_of_before": before.side.question.as_of,
        "as_of": after.side.question.as_of,
        "known_by_before": before.side.question.known_by,
        "known_by": after.side.question.known_by,
        "data_version_before": before.version,
        "data_version": after.version,
    }
    rows: list[Row] = []
    counted: defaultdict[tuple[str, str], set[tuple[str | None, ...]]] = defaultdict(set)
    for one in found.changes:
        [issue], [actor] = (ids if len(ids) == 1 else (None,) for ids in (one.issues, one.actors))
        rows.append({**one._asdict(), "issue": issue, "actor": actor, **same})
        # Several fields of one record count once.
        thing = (one.record, issue, actor, one.field if one.kind == "standing" else None)
        counted[one.change, one.kind].add(thing)
    counts = [wording.changes(len(things), *sort) for sort, things in counted.items()]
    past = len({change.record for change in found.changes if change.history == "rewritten"})
    lines = [wording.PAST.format(plural(past, "line"))] if past else []
    return Report(
        title="Changes",
        question=f"From {before.side.name} to {after.side.name}",
        headline=", ".join([*lines, *counts]) or "Nothing changed",
        sections=(Section("change", COLUMNS, rows, _SHOWN, key="record"),),
        notes=tuple(
            f"{state.side.name} holds no record." for state in (before, after) if state.is_empty
        ),
    )
