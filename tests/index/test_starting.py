"""What a shell is given to complete a text by."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.datasets import complete, write

from stancetracker.index.lookup import MOST, starting
from stancetracker.index.queries import Question
from stancetracker.index.store import ask
from stancetracker.ledger.folder import Folder


def given(folder: Folder, cache: Path, kinds: list[str], text: str) -> list[str]:
    return ask(folder, Question("2026-01-01"), lambda index: starting(index.connection, kinds, text), cache)


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
    folder: Folder, cache: Path, text: str, kinds: list[str], found: list[str]
) -> None:
    """
    {"kind": "person", "id": "ada", "name": "Bo Ada"}
    {"kind": "person", "id": "ada-2", "name": "B$(reboot)", "other_names": ["$HOME", "B`x`", "B;x", "B*"]}
    {"kind": "organization", "id": "acme", "name": "Acme"}
    {"kind": "organization", "id": "toll", "name": "Tollhouse", "other_names": ["Töll-Haus", "The Toll"]}
    """
    assert found == given(folder, cache, kinds, text)


@pytest.mark.parametrize("text", ["a", "A"])
def test_no_more_than_anybody_reads(tmp_path: Path, cache: Path, text: str) -> None:
    many = ({"kind": "person", "id": f"a-{n}", "name": f"A{n}"} for n in range(MOST + 1))
    folder = write(tmp_path / "data", map(complete, many))

    assert MOST == len(given(folder, cache, ["person"], text))
