"""Actors beside issues."""

from __future__ import annotations

from pathlib import Path

from tests.datasets import standings, write
from tests.figures.conftest import crowd

from stancetracker.figures.tables import GridCell, grid
from stancetracker.index import queries
from stancetracker.index.queries import Issue, Question, Standing
from stancetracker.index.store import ask
from stancetracker.ledger.folder import Folder

ASKED = Question("2026-03-01")


def read(folder: Folder, cache: Path) -> tuple[list[Issue], list[Standing]]:
    issues = ask(folder, ASKED, lambda index: queries.issues(index.connection), cache)
    return issues, standings(folder, cache, ASKED)


def test_a_row_an_actor_a_cell_an_issue(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "organization", "id": "acme"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "issue", "id": "tunnel", "title": "The tunnel", "panel": ["ada", "acme"]}
    {"kind": "statement", "speaker": "ada", "date": "2026-01-02", "stance": "favor"}
    {"kind": "statement", "speaker": "acme", "date": "2026-01-02", "stance": "mixed"}
    {"kind": "silence", "actors": ["ada"], "date": "2026-01-02", "issue": "tunnel", "response": "declined"}
    """
    issues, found = read(folder, cache)
    drawn = grid(issues, found)

    assert drawn is not None
    assert (("bridge", "The bridge"), ("tunnel", "The tunnel")) == drawn.issues
    assert [
        (
            ("ada", "person", "Ada"),
            (GridCell("spoke", "favor", "in favor"), GridCell("silent", None, "declined (stale)")),
        ),
        (
            ("acme", "organization", "Acme"),
            (
                GridCell("spoke", "mixed", "both in favor and against (outside the panel)"),
                GridCell("unchecked", None, "unchecked"),
            ),
        ),
    ] == [((row.actor, row.kind, row.name), row.cells) for row in drawn.rows]

    of_one = grid(issues[1:], [one for one in found if one.actor == "ada"])

    assert of_one is not None
    assert (1, 1, 1) == (len(of_one.issues), len(of_one.rows), len(of_one.rows[0].cells))
    assert (None, GridCell("unchecked", None, "unchecked")) == grid_row(issues, found[2:])


def grid_row(issues: list[Issue], found: list[Standing]) -> tuple[GridCell | None, ...]:
    """The cells of the last row."""
    drawn = grid(issues, found)
    assert drawn is not None
    return drawn.rows[-1].cells


def test_there_is_none_without_rows_or_with_too_many(tmp_path: Path) -> None:
    issues, found = read(write(tmp_path / "data", crowd({})), tmp_path / "cache")

    assert grid(issues, []) is None
    assert grid([], found) is None
    assert grid(issues, found) is None
    assert grid(issues, found[1:]) is not None
