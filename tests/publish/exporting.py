"""Exports for tests, made as the command makes them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.loading import opening

from stancetracker.contribute.import_table import Import, plan_package
from stancetracker.index.queries import Question, Standing
from stancetracker.ledger.folder import Folder
from stancetracker.publish.exports import Wanted
from stancetracker.reports import filters
from stancetracker.reports.run import answer
from stancetracker.reports.table import Report

TODAY = "2026-11-27"
Exported = Callable[[str], Path]


def export(
    folder: Folder,
    kind: str,
    path: Path,
    *,
    raw: bool = False,
    force: bool = False,
    cache: Path | None = None,
    **asked: Any,
) -> Path:
    """An export of a dataset in a folder, with this question."""
    question = Question(**{"as_of": TODAY, **asked}, actors_asked="actors" in asked)
    answer(folder, question, Wanted(kind, path, force, raw), cache or path.parent / "cache")
    return path


def read_back(package: Path, folder: Path, recorded: str = TODAY) -> Import:
    """The import of a data package into a dataset in a folder."""
    return plan_package(opening(Folder(folder)), package, TODAY, recorded)


def listed(folder: Folder, cache: Path, **asked: Any) -> list[Standing]:
    """What `list --all --actors any` answers to this question."""
    question = Question(**{"as_of": TODAY, "actors": "any", "everyone": True, **asked})
    found: list[Standing] = []

    def make(connection: Any, resolved: Question) -> Report:
        found.extend(filters.choose(filters.standings(connection, resolved), resolved))
        return Report("", "", ())

    answer(folder, question, make, cache)
    return found


def plain(standings: list[Standing]) -> list[tuple[Any, ...]]:
    """Standings as SQLite has them: 1 and 0 for yes and no, sorted."""
    rows = [tuple(int(cell) if isinstance(cell, bool) else cell for cell in one) for one in standings]
    return sorted(rows, key=lambda row: (row[0], row[1]))
