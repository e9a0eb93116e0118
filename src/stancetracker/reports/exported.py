"""Answers from exported Parquet files, in the place of a dataset."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, cast

from stancetracker.base.dates import parse
from stancetracker.base.errors import DateError, UsageError
from stancetracker.base.plugins import require
from stancetracker.index.question import Question
from stancetracker.reports.report import Report
from stancetracker.reports.run import Maker, resolve

NAME: Final = "export.json"
KIND: Final = "stancetracker parquet"
"""What that file says an export is."""
_HINT: Final = "make one: stancetracker export parquet -o DIR"


def told(folder: Path) -> Mapping[str, Any]:
    """What an export says of itself.

    Raises UsageError where there is none.
    """
    try:
        found = json.loads((folder / NAME).read_bytes())
        if found["kind"] == KIND and {"data_version", "known_by", "narrowed_to", "issues"} <= found.keys():
            return cast(Mapping[str, Any], found)
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        pass
    raise UsageError(f"no Parquet export in {folder}", _HINT)


def answer(folders: Sequence[Path], question: Question, make: Maker, *, day_asked: bool) -> Report:
    """Make a report from the exports in these folders, parts of one dataset, by DuckDB.

    Unless a day was asked for, an export that knows nothing after a day is asked as of that day.
    Raises MissingLibraryError, and UsageError for what is no export, and for what it can't know.
    """
    require("--engine duckdb", ("duckdb", "sqlglot"), "parquet")
    import duckdb

    from stancetracker.index.engines.duckdb import opened

    facts = [_whole(told(folder), folder) for folder in folders]
    question = _within(_one(facts, folders), question, day_asked=day_asked)
    narrowed = any(one["narrowed_to"] for one in facts)
    if narrowed and not all(one["narrowed_to"] for one in facts):
        raise UsageError("some of the exports are narrowed and some are whole", "name the whole one alone")
    try:
        with opened(folders, question, narrowed=narrowed) as engine:
            connection = cast(sqlite3.Connection, engine)
            report = make(connection, resolve(connection, question))
    except duckdb.Error as error:
        raise UsageError(f"the export can't be read: {str(error).partition(chr(10))[0]}", _HINT) from error
    return report._replace(notes=(*report.notes, *_notes(facts)))


def _whole(facts: Mapping[str, Any], folder: Path) -> Mapping[str, Any]:
    """What an export says of itself.

    Raises UsageError where it holds a part of a panel, which no count may be made of.
    """
    if facts["narrowed_to"] and not facts["issues"]:
        message = f"{folder} is narrowed to {facts['narrowed_to']}, so it counts no panel"
        raise UsageError(message, "export it whole, or by issue: stancetracker export parquet --issue NAME")
    return facts


def _one(facts: Sequence[Mapping[str, Any]], folders: Sequence[Path]) -> Mapping[str, Any]:
    """What the exports have in common.

    Raises UsageError where they are not of one dataset.
    """
    for one, folder in zip(facts, folders, strict=True):
        for name in ("data_version", "known_by"):
            if one[name] != facts[0][name]:
                raise UsageError(f"{folders[0]} and {folder} differ in {name}", "name parts of one dataset")
    return facts[0]


def _within(facts: Mapping[str, Any], question: Question, *, day_asked: bool) -> Question:
    """The question, as far as the export knows.

    Raises UsageError for a later day.
    """
    last = facts["known_by"]
    if last is None or not _is_day(last):
        return question
    if question.known_by is not None and question.known_by > last:
        raise UsageError(f"the export knows nothing after {last}", f"--known-by {last}, or export it anew")
    known_by = question.known_by or last
    return question._replace(known_by=known_by, as_of=question.as_of if day_asked else known_by)


def _is_day(text: str) -> bool:
    """Whether it is a day, not a git revision."""
    try:
        return parse(text).is_day
    except DateError:
        return False


def _notes(facts: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    narrowed = [str(one["narrowed_to"]) for one in facts if one["narrowed_to"]]
    return (
        (f"The export is narrowed to: {' · '.join(narrowed)}; no other issue is in it.",) if narrowed else ()
    )
