"""Figures that are tables: actors beside issues, a panel beside the types of ties."""

from __future__ import annotations

from pathlib import Path

from tests.datasets import standings, write
from tests.figures.conftest import crowd, material

from stancetracker.figures.tables import GridCell, grid, ties_of_the_panel
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


def test_everyone_stands_beside_the_types_on_record(folder: Folder, cache: Path) -> None:
    """
    {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "fund"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
    {"kind": "person", "id": "bo"} {"kind": "person", "id": "out"}
    {"kind": "issue", "id": "bridge", "panel": ["bo", "ada"]}
    {"kind": "event", "id": "fair", "title": "A fair", "date": "2026-01-10"}
    {"kind": "tie", "type": "donation", "actor": "acme", "counterparty": "fund", "date": "2026-01",
     "amount": {"value": 5000, "currency": "EUR", "bound": "at-least"}}
    {"kind": "tie", "type": "donation", "actor": "ada", "title": "A bench", "verification": "disputed"}
    {"kind": "tie", "type": "attendance", "actor": "ada", "event": "fair"}
    {"kind": "tie", "type": "contract", "actor": "out", "title": "Bricks"}
    """
    found = material(folder, cache)
    drawn = ties_of_the_panel(found.panel, found.ties)

    assert drawn is not None
    assert ("Donations", "Attendance") == drawn.types
    assert ["bo", "ada"] == [row.actor for row in drawn.rows]
    assert ((), ()) == drawn.rows[0].ties
    assert (
        (
            "Acme, to Fund, at least 5,000 EUR, Jan 2026 (The Example)",
            "Ada, A bench, disputed (The Example)",
        ),
        ("A fair (The Example)",),
    ) == tuple(tuple(sorted(cell)) for cell in drawn.rows[1].ties)


def test_no_ties_are_drawn_where_nothing_is_on_record_or_too_many_would_be_listed(tmp_path: Path) -> None:
    found = material(write(tmp_path / "data", crowd({})), tmp_path / "cache")
    tie = {"actor": "p0", "type": "contract"}

    assert ties_of_the_panel(found.panel, []) is None
    assert ties_of_the_panel(found.panel, [tie]) is None
