"""The first screen of an issue: both counts, a shape for each of the panel, the days."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.pages.asking import at

from stancetracker.base.errors import UnknownNameError
from stancetracker.ledger.folder import Folder
from stancetracker.pages.tally import Tally, tally


def of(folder: Folder, cache: Path, day: str = "2026-12-31", issue: str = "bridge") -> Tally:
    return at(folder, cache, lambda now: tally(now, issue), day)


def test_what_came_back_is_split_and_the_unchecked_are_told(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "person", "id": "bo"}
    {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"]}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-13", "response": "declined"}
    {"kind": "silence", "id": "k", "actors": ["bo"], "date": "2026-01-14"}
    {"kind": "statement", "id": "memo", "speaker": "cy", "date": "2026-01-03", "stance": "neither",
     "channel": "internal-memo", "audience": "internal", "made_public": "2026-01-16"}
    """
    found = of(folder, cache)

    assert (
        "0 of 3 people made a public statement;"
        " for 2, none was found (1 none found, 1 declined); 1 unchecked." == found.headline
    )
    assert [
        "2 no public statement found (1 none found, 1 declined; of them 2 overdue for a recheck)",
        "1 unchecked (of them 1 reported, not public)",
    ] == [mark.words for mark in found.marks]


def test_a_panel_of_people_and_organizations_is_counted_whole(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "organization", "id": "acme"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "acme"]}
    {"kind": "statement", "id": "s", "speaker": "acme", "date": "2026-01-02", "stance": "favor"}
    """
    found = of(folder, cache)

    assert "1 of 2 actors made a public statement; for 0, none was found; 1 unchecked." == found.headline


def test_an_issue_without_a_panel_has_no_counts(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge", "until": "2026-06-30"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-02", "stance": "favor"}
    """
    found = of(folder, cache)

    assert (None, None, ()) == (found.headline, found.sentence, found.marks)
    assert ("30 Jun 2026", "no check on record", "1 statement, 0 silences") == tuple(
        dict(found.facts)[name] for name in ("Last day", "Last checked", "Records")
    )


def test_what_was_recorded_or_said_later_is_in_no_fact(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "event", "id": "e", "date": "2026-03-02", "trigger": true}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-03-02", "stance": "favor"}
    {"kind": "statement", "id": "known-later", "speaker": "ada", "date": "2026-01-02", "stance": "favor",
     "recorded": "2026-03-03"}
    """
    facts = dict(of(folder, cache, "2026-03-01").facts)

    assert "0 statements, 0 silences" == facts["Records"]
    assert "Triggers" not in facts


def test_no_issue_is_no_tally(folder: Folder, cache: Path) -> None:
    """
    {"kind": "issue", "id": "bridge"}
    """
    with pytest.raises(UnknownNameError):
        of(folder, cache, issue="tunnel")
