"""The whole panel beside the types of ties."""

from __future__ import annotations

from pathlib import Path

from tests.datasets import write
from tests.figures.conftest import crowd, material

from stancetracker.figures.tables import ties_of_the_panel
from stancetracker.ledger.folder import Folder


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


def test_there_is_none_where_nothing_is_on_record_or_too_many_would_be_listed(tmp_path: Path) -> None:
    found = material(write(tmp_path / "data", crowd({})), tmp_path / "cache")
    tie = {"actor": "p0", "type": "contract"}

    assert ties_of_the_panel(found.panel, []) is None
    assert ties_of_the_panel(found.panel, [tie]) is None
