"""What a shell is given to complete a text by."""

from __future__ import annotations

import sqlite3

import pytest

from stancetracker.index.lookup import starting


@pytest.mark.parametrize(
    "text, kinds, found",
    [
        ("a", ["person"], ["ada", "ada-2"]),
        ("a", ["person", "organization"], ["acme", "ada", "ada-2"]),
        ("ada", ["organization"], []),
        ("", ["organization"], ["acme", "toll"]),
        ("T", ["organization"], ["Tollhouse", "Töll-Haus"]),
        ("B", ["person"], []),
        ("$", ["person"], []),
    ],
)
def test_ids_then_names_of_one_word(
    connection: sqlite3.Connection, text: str, kinds: list[str], found: list[str]
) -> None:
    """
    {"kind": "person", "id": "ada", "name": "Bo Ada"}
    {"kind": "person", "id": "ada-2", "name": "B$(reboot)", "other_names": ["$HOME", "B`x`", "B;x", "B*"]}
    {"kind": "organization", "id": "acme", "name": "Acme"}
    {"kind": "organization", "id": "toll", "name": "Tollhouse", "other_names": ["Töll-Haus", "The Toll"]}
    """
    assert found == starting(connection, kinds, text)
