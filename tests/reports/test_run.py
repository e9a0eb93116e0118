"""A name is found as people type it, or refused: a filter dropped unseen would be a false accusation."""

from collections.abc import Callable
from pathlib import Path

import pytest

from stancetracker.base.errors import UsageError
from stancetracker.index.queries import Question
from stancetracker.index.store import ask
from stancetracker.ledger.folder import Folder
from stancetracker.reports.run import resolve

DAY = "2026-02-01"
LINES = """
{"kind": "person", "id": "ada", "name": "Adá Lovelace", "other_names": ["Countess", "The chief"],
 "sort_name": "Lovelace, A"}
{"kind": "person", "id": "bo", "name": "Bo", "other_names": ["the  CHIEF"]}
{"kind": "organization", "id": "google", "name": "Google LLC", "other_names": ["ada"]}
{"kind": "issue", "id": "bridge", "title": "The Bridge", "panel": ["ada"]}
{"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor",
 "sources": [{"url": "https://www.Example.org:443/a?b", "tier": "primary", "publisher": "The Exámple"}]}
{"kind": "silence", "id": "l", "actors": ["bo"], "date": "2026-01-10",
 "sources": [{"citation": "http://[no address", "tier": "primary"}]}
"""


Name = Callable[..., Question]


@pytest.fixture
def named(folder: Folder, cache: Path) -> Name:
    return lambda **asked: ask(
        folder,
        Question(DAY),
        lambda index: resolve(index.connection, Question(DAY, **asked)),
        cache,
    )


@pytest.mark.parametrize(
    "name",
    ["ada", "ADA", "Adá Lovelace", " ada  LOVELACE ", "countess", "lovelace, a"],
)
def test_a_person_goes_by_id_name_sort_name_and_other_names(named: Name, name: str) -> None:
    assert ("ada",) == named(people=(name,)).people


@pytest.mark.parametrize(
    "name",
    "https://www.Example.org:443/a?b|www.example.org|EXAMPLE.ORG|the example|http://[no address".split(
        "|"
    ),
)
def test_a_source_goes_by_address_host_publisher_or_citation(named: Name, name: str) -> None:
    expected = {"l"} if name.startswith("http://[") else {"s"}

    assert expected == named(sources=(name,)).citing


def test_whichever_of_its_sources_cites_a_record_also_the_original_of_a_copy(named: Name) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor",
     "sources": [{"citation": "First", "tier": "primary"},
      {"url": "https://copy.org", "tier": "reprint", "publisher": "Copy", "original_publisher": "Paper"}]}
    """
    for name in ("first", "copy.org", "Copy", "paper"):
        assert {"s"} == named(sources=(name,)).citing


def test_an_organization_is_asked_for_with_all_who_belong_to_it_on_the_day(named: Name) -> None:
    """
    {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "bolt"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "bolt"},
     {"role": "director", "organization": "acme"}]}
    {"kind": "person", "id": "bo", "memberships": [{"role": "chief", "organization": "acme",
     "end_date": "2025"}, {"role": "founder", "organization": "bolt"}]}
    {"kind": "person", "id": "cy", "memberships": [{"role": "chief", "organization": "acme", "end_date": "2025"}]}
    {"kind": "person", "id": "di", "memberships": [{"role": "chief", "organization": "acme", "start_date": "2027"}]}
    """
    assert {"acme", "ada", "cy"} == named(organizations=("acme",)).members


def test_days_that_end_before_they_start_are_refused(named: Name) -> None:
    """{"kind": "issue", "id": "bridge"}"""
    with pytest.raises(
        UsageError, match="the days end before they start: 2026-01-02 to 2026-01-01"
    ):
        named(since="2026-01-02", until="2026-01-01")

    assert "2026-01-01" == named(since="2026-01-01", until="2026-01-01").until
