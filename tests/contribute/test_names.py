from __future__ import annotations

import pytest
from tests.loading import opening

from stancetracker.contribute.names import Names
from stancetracker.ledger.folder import Folder

ACTORS = ("person", "organization")


@pytest.fixture
def names(folder: Folder) -> Names:
    return Names(
        opening(folder).connection,
        [{"kind": "person", "id": "person-c", "name": "Person C"}, {"kind": 3}, {"id": "x"}],
    )


@pytest.mark.parametrize(
    ("name", "kinds", "expected"),
    [
        ("person-a", ACTORS, "person-a"),
        ("PERSON  a", ACTORS, "person-a"),
        ("a", ACTORS, "person-a"),
        ("person-old", ACTORS, "person-a"),
        ("acme inc.", ("organization",), "acme"),
        ("Person C", ACTORS, "person-c"),
        ("issue a", ("issue",), "issue-a"),
        ("acme", ("issue",), "acme"),
    ],
)
def test_names_are_resolved_blind_to_case_and_accents(
    names: Names, name: str, kinds: tuple[str, ...], expected: str
) -> None:
    assert expected == names.id_of(name, kinds)
