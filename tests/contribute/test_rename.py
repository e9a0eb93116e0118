"""Other ids for actors and issues, and two records that become one."""

import json
from typing import Any

import pytest
from tests.contribute.conftest import a_statement
from tests.loading import faults, opening

from stancetracker.base.errors import UsageError
from stancetracker.contribute import add, rename
from stancetracker.ledger.folder import Folder

TODAY = "2026-06-01"


def renamed(folder: Folder, old: str, new: str) -> dict[str, Any]:
    """Rename, and return the record as its line has it."""
    rename.write(rename.plan(opening(folder), old, new, TODAY))
    assert not faults(folder)
    return opening(folder).values_as_written(new)


def test_a_renamed_person_is_named_by_the_former_id(folder: Folder) -> None:
    add.write(add.plan(opening(folder), [a_statement(recorded="2026-02-01")], TODAY))
    text = (folder.path / "statements.jsonl").read_text().splitlines()
    record = renamed(folder, "Pérson A", "person-new")

    assert ["person-old", "person-a"] == record["former_ids"]
    after = (folder.path / "statements.jsonl").read_text().splitlines()
    assert 1 == sum(new != old for new, old in zip(after, text, strict=True))


def test_who_is_renamed_back_has_the_id_of_before(folder: Folder) -> None:
    renamed(folder, "person-a", "person-new")

    assert ["person-old", "person-new"] == renamed(folder, "person-new", "person-a")["former_ids"]


def test_two_people_become_one_with_all_names_and_roles(folder: Folder) -> None:
    record = renamed(folder, "person-a", "person-b")

    assert ["person-old", "person-a"] == record["former_ids"]
    assert {"The Boss", "A", "Pérson A"} == {*record["other_names"]}
    assert {"role": "CEO", "organization": "acme"} in record["memberships"]
    assert "distinct_from" not in record
    assert not [
        line
        for line in (folder.path / "statements.jsonl").read_text().splitlines()
        if json.loads(line).get("id") == "person-a"
    ]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("person-a", "Person A", "not an id: Person A"),
        ("person-a", "person-a", "person-a has this id already"),
        ("person-a", "acme", "acme is of kind organization, not person"),
        ("nobody", "somebody", "unknown person or organization or issue: nobody"),
    ],
)
def test_an_id_that_can_not_be_had_is_named(
    folder: Folder, old: str, new: str, message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        rename.plan(opening(folder), old, new, TODAY)


def test_issues_with_other_propositions_stay_two(folder: Folder) -> None:
    other = {
        "kind": "issue",
        "id": "issue-b",
        "title": "B",
        "proposition": "B",
        "since": "2026-01-07",
    }
    add.write(add.plan(opening(folder), [other], TODAY))

    with pytest.raises(UsageError, match="are two issues: they differ in proposition"):
        rename.plan(opening(folder), "issue-b", "issue-a", TODAY)


def test_a_rename_that_makes_the_dataset_wrong_is_not_written(folder: Folder) -> None:
    with pytest.raises(add.RefusedError):
        rename.plan(opening(folder), "person-b", "person-old", TODAY)
