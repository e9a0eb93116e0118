"""Exports for tests, written as the command writes them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.loading import opening

from stancetracker.addons.tables.readers.table import plan_package
from stancetracker.contribute.imports import Import
from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder
from stancetracker.render.export import ExportRequest
from stancetracker.reports.run import answer

TODAY = "2026-12-07"
Exported = Callable[[str], Path]


def export(
    folder: Folder,
    kind: str,
    path: Path,
    *,
    raw: bool = False,
    force: bool = False,
    cache: Path | None = None,
    **fields: Any,
) -> Path:
    """Export a dataset to a folder, with these fields of the question."""
    question = Question(**{"as_of": TODAY, **fields})
    answer(folder, question, ExportRequest(kind, path, force, raw), cache or path.parent / "cache")
    return path


def read_back(package: Path, folder: Path, recorded: str = TODAY) -> Import:
    """Plan the import of a data package into a dataset in a folder."""
    return plan_package(opening(Folder(folder)), package, TODAY, recorded)
