"""The band of how many had spoken."""

from __future__ import annotations

from pathlib import Path

from tests.figures.conftest import material

from stancetracker.figures.many import HowManyHadSpoken, Step, how_many_had_spoken
from stancetracker.ledger.folder import Folder


def band(folder: Folder, cache: Path, **asked: object) -> HowManyHadSpoken | None:
    found = material(folder, cache, **asked)
    return how_many_had_spoken(found.panel, found.said, found.looks, found.events)


def test_it_steps_on_first_and_last_possible_days(six: Folder, cache: Path) -> None:
    found = band(six, cache)

    assert found is not None
    assert (
        Step("2025-12-01", least=0, most=1),
        Step("2026-01-01", least=0, most=2),
        Step("2026-01-09", least=1, most=2),
        Step("2026-01-20", least=2, most=2),
    ) == found.steps
    assert ("2026-01-01", "2026-02-07", "2026-03-01") == (found.first, found.last, found.as_of)
    assert (6, "6 people", None) == (found.total, found.people, found.looked_until)
    assert ["The vote"] == [trigger.title for trigger in found.triggers]


def test_one_who_may_have_been_first_with_either_statement_is_sure_once_one_was_made(
    folder: Folder, cache: Path
) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "speaker": "ada", "date": "2026-01-02/2026-01-20", "stance": "favor"}
    {"kind": "statement", "speaker": "ada", "date": "2026-01-05", "stance": "favor"}
    """
    found = band(folder, cache)

    assert found is not None
    assert (Step("2026-01-02", 0, 1), Step("2026-01-05", 1, 1)) == found.steps


def test_without_a_panel_there_is_none_and_without_a_statement_no_step(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "issue", "id": "tunnel"}
    {"kind": "statement", "speaker": "ada", "date": "2026-01-02", "stance": "favor", "issue": "tunnel"}
    """
    found = band(folder, cache)

    assert found is not None
    assert ((), None, "1 person") == (found.steps, found.looked_until, found.people)
    assert band(folder, cache, issues=("tunnel",)) is None


def test_it_is_vouched_for_until_the_earliest_of_the_last_looks(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "person", "id": "bo"}
    {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"]}
    {"kind": "statement", "speaker": "ada", "date": "2026-01-02", "stance": "favor"}
    {"kind": "silence", "actors": ["bo", "cy"], "date": "2026-01-10"}
    {"kind": "silence", "actors": ["bo"], "date": "2026-01-20"}
    """
    found = band(folder, cache)

    assert found is not None
    assert "2026-01-10" == found.looked_until


def test_where_all_have_spoken_nothing_is_open(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "speaker": "ada", "date": "2026-01-02", "stance": "favor"}
    """
    found = band(folder, cache)

    assert found is not None
    assert found.as_of == found.looked_until
