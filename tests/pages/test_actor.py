"""A person or an organization: who they are, and a card for each issue that has a record of them."""

from pathlib import Path

import pytest
from tests.datasets import SHIPPED
from tests.pages.asking import at

from stancetracker.index.lookup import Who
from stancetracker.ledger.folder import Folder
from stancetracker.pages import actor, issue
from stancetracker.pages.actor import ActorPage


def page(folder: Folder, cache: Path, who: str, day: str = "2026-12-31") -> ActorPage:
    return at(folder, cache, lambda now: actor.page(now, who), day)


def test_a_person_is_told_with_every_role_and_the_one_of_the_day(folder: Folder, cache: Path) -> None:
    """
    {"kind": "organization", "id": "acme"}
    {"kind": "person", "id": "ada", "other_names": ["A. Ada", "Ada B."], "identifiers": {"wikidata": "Q2"},
     "memberships": [{"role": "adviser", "organization": "acme", "start_date": "2027"},
                     {"role": "chief", "organization": "acme", "start_date": "2020-05-01", "end_date": "2025-12"},
                     {"role": "founder"}]}
    """
    found = page(folder, cache, "ada")

    assert Who("ada", "person", "Ada", None) == found.who
    assert (("A. Ada", "Ada B."), (("wikidata", "Q2"),), ()) == (
        found.other_names,
        found.identifiers,
        found.members,
    )
    assert "founder" == found.role
    assert (
        "adviser, Acme (began 2027)",
        "chief, Acme (began 1 May 2020; ended Dec 2025)",
        "founder",
    ) == found.memberships


def test_an_organization_is_told_with_its_people_each_once(folder: Folder, cache: Path) -> None:
    """
    {"kind": "organization", "id": "acme", "note": "Big."}
    {"kind": "person", "id": "ada", "memberships": [
     {"role": "adviser", "organization": "acme", "start_date": "2027"},
     {"role": "chief", "organization": "acme", "end_date": "2025-12"}]}
    {"kind": "person", "id": "bo", "memberships": [{"role": "chief", "organization": "acme"},
                                                   {"role": "owner", "organization": "acme"}]}
    """
    found = page(folder, cache, "acme")

    assert (Who("acme", "organization", "Acme", "Big."), "", ()) == (found.who, found.role, found.memberships)
    assert (("ada", "Ada", "former chief"), ("bo", "Bo", "chief, owner")) == found.members


def test_there_is_a_card_for_each_issue_with_a_record_or_a_panel_of_them_the_latest_first(
    folder: Folder, cache: Path
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "title": "The bridge", "since": "2026-01-01", "panel": ["ada"]}
    {"kind": "issue", "id": "tunnel", "title": "The tunnel", "since": "2026-01-05"}
    {"kind": "issue", "id": "ferry", "title": "The ferry", "since": "2026-01-03"}
    {"kind": "statement", "id": "s", "issue": "tunnel", "speaker": "ada", "date": "2026-01-06", "stance": "favor"}
    {"kind": "statement", "id": "t", "issue": "ferry", "speaker": "bo", "date": "2026-01-06", "stance": "favor"}
    {"kind": "reply", "id": "r", "to": "s", "by": "bo"}
    {"kind": "reply", "id": "of-her", "to": "ada", "by": "ada"}
    {"kind": "correction", "id": "c", "corrects": "u"}
    {"kind": "statement", "id": "u", "issue": "tunnel", "speaker": "ada", "date": "2026-01-05", "stance": "favor"}
    {"kind": "reply", "id": "of-correction", "to": "c", "by": "bo", "date": "2026-02-04"}
    {"kind": "reply", "id": "of-reply", "to": "of-correction", "by": "bo", "date": "2026-02-05"}
    """
    found = page(folder, cache, "ada")

    assert [
        ("The tunnel", "spoke", ["s", "u"], ["r", "of-correction", "of-reply"]),
        ("The bridge", "unchecked", [], []),
    ] == [
        (
            card.title,
            card.standing.status,
            [entry.id for entry in card.entries],
            [reply.id for reply in card.replies],
        )
        for card in found.cards
    ]
    assert ["c"] == [correction.id for correction in found.cards[0].corrections]
    assert ["of-her"] == [reply.id for reply in found.replies]


@pytest.mark.parametrize("who", ["tim-cook", "elon-musk", "apple"])
def test_a_card_is_the_same_on_the_page_of_the_issue(cache: Path, who: str) -> None:
    for card in page(SHIPPED, cache, who, "2026-11-25").cards:
        about = card.standing.issue
        beside = at(SHIPPED, cache, lambda now, about=about: issue.page(now, about, None), "2026-11-25")  # type: ignore[misc]

        assert card in (*beside.cards, *beside.others)
