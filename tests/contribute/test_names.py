from __future__ import annotations

import pytest
from tests.loading import opening

from stancetracker.base.errors import AmbiguousNameError, UnknownNameError
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


def test_unknown_and_ambiguous_names_are_told_with_what_is_there(names: Names) -> None:
    with pytest.raises(UnknownNameError) as unknown:
        names.id_of("persn b", ACTORS)
    assert "unknown person or organization: persn b" == unknown.value.message
    assert "Person B" in (unknown.value.hint or "")
    with pytest.raises(UnknownNameError):
        names.id_of("Person B", ("issue",))
    with pytest.raises(AmbiguousNameError) as ambiguous:
        names.id_of("the boss", ACTORS)
    assert "it could be person-a, person-b" == ambiguous.value.hint
