"""Datasets for tests: opened for additions, with their problems and records."""

import json
import sqlite3
from contextlib import AbstractContextManager, closing
from typing import Any

from stancetracker.base.errors import Problem
from stancetracker.contribute.check import check
from stancetracker.contribute.dataset import Dataset, open_dataset
from stancetracker.index import build
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.jsonl import Line
from stancetracker.ledger.kinds import DERIVED
from stancetracker.ledger.record import Record, kind_of

_OPENED: list[AbstractContextManager[Dataset]] = []


def opening(folder: Folder) -> Dataset:
    """Open a dataset, or the folder of a new one, for as long as the tests run, by an index in memory."""
    _OPENED.append(open_dataset(folder._replace(cached=False), is_new=not folder.path.exists()))
    return _OPENED[-1].__enter__()


def problems(folder: Folder, today: str = "2026-06-01") -> tuple[Problem, ...]:
    return check(folder, today).problems


def faults(folder: Folder, today: str = "2026-06-01") -> tuple[Problem, ...]:
    """Return the problems of a dataset except notices."""
    return tuple(problem for problem in problems(folder, today) if problem.severity != "notice")


def fatal(folder: Folder) -> list[str]:
    """Return the codes of the problems that keep a dataset from loading."""
    return [problem.code for problem in problems(folder) if problem.severity == "fatal"]


def lines(folder: Folder) -> list[str]:
    """Return the canonical lines of the records of a folder, sorted, even if it has problems."""
    with closing(sqlite3.connect(":memory:")) as connection:
        build.fill(connection, folder)
        return sorted(line for (line,) in connection.execute("SELECT json FROM record"))


def records(folder: Folder) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines(folder)]


def ids(folder: Folder) -> set[str]:
    return {record.get("id", "") for record in records(folder)}


def with_id(line: Line) -> Record:
    """Return the record of a line with its derived id, if its kind has one and none is written."""
    if kind_of(type(line.record)) in DERIVED:
        return line.record.model_copy(update={"id": line.id})
    return line.record
