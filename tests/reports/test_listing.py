"""The rows of `list`, and what stands under them."""

from __future__ import annotations

from pathlib import Path

from tests.datasets import SHIPPED

from stancetracker.index.queries import LIST_COLUMNS, Question
from stancetracker.ledger.folder import Folder
from stancetracker.reports.listing import listing
from stancetracker.reports.run import answer
from stancetracker.reports.table import Section


def section(folder: Folder, cache: Path, question: Question) -> Section:
    return answer(folder, question, listing, cache).section(None)


def told(found: Section) -> list[tuple[str, ...]]:
    return [tuple(shown.say(row) for shown in found.shown) for row in found.rows]


def test_people_read_who_what_when_and_on_whose_word(folder: Folder, cache: Path) -> None:
    """
    {"kind": "organization", "id": "acme"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
    {"kind": "person", "id": "bo"}
    {"kind": "person", "id": "cy", "memberships": [{"role": "mayor", "end_date": "2025"}]}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"], "recheck_days": 5}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-07/2026-01-09", "stance": "against"}
    {"kind": "silence", "id": "l", "actors": ["bo"], "date": "2026-01-13/2026-01-15", "response": "declined"}
    """
    found = section(folder, cache, Question("2026-02-01"))

    assert [
        ("● Ada", "Public statement, against", "7–9 Jan 2026", "", "chief, Acme", "The Example"),
        (
            "○ Bo",
            "No public statement found",
            "as of 13 Jan 2026",
            "not rechecked since 13 Jan 2026",
            "chief",
            "",
        ),
        ("· Cy", "Unchecked: no check on record", "", "", "former mayor", ""),
    ] == told(found)
    assert (
        "bridge: 1 of 3 people made a public statement (1 against); for 1 no public statement was found"
        " (1 declined); 1 unchecked, as of 1 Feb 2026."
    ) == found.ending[0]
    assert "last checked 13 Jan 2026 · 1 of 1 overdue for a recheck" == found.ending[1]
    assert found.ending[2].startswith("Data ")


def test_rows_of_several_issues_name_theirs_and_each_panel_has_its_counts(
    folder: Folder, cache: Path
) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "issue", "id": "tunnel", "panel": ["ada"]}
    """
    found = section(folder, cache, Question("2026-02-01"))

    assert ["Name", "Issue", "Finding"] == [shown.heading for shown in found.shown[:3]]
    assert ["bridge", "tunnel"] == [row[1] for row in told(found)]
    assert ["bridge: 0", "tunnel: 0"] == [line[:9].strip() for line in found.ending if ": " in line]


def test_without_a_panel_there_is_no_count_but_a_way_to_see_everyone(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-07", "stance": "mixed"}
    """
    found = section(folder, cache, Question("2026-02-01"))
    everyone = section(folder, cache, Question("2026-02-01", everyone=True))

    assert "No panel here; --all shows every actor with a record." == found.ending[0]
    assert ([], [("◐ Ada", False)]) == (
        told(found),
        [(everyone.shown[0].say(row), row["panel"]) for row in everyone.rows],
    )


def test_counts_stay_those_of_the_panel_whatever_the_filters_choose(cache: Path) -> None:
    whole = section(SHIPPED, cache, Question("2026-11-25"))
    silent = section(SHIPPED, cache, Question("2026-11-25", statuses=("silent",), people=("Tim Cook",)))

    assert (11, 1) == (len(whole.rows), len(silent.rows))
    assert whole.ending == silent.ending


def test_every_row_has_all_keys_and_says_what_was_asked(cache: Path) -> None:
    found = section(
        SHIPPED, cache, Question("2026-02-01", known_by="2026-12-01", audience="any", everyone=True)
    )

    assert LIST_COLUMNS == found.columns
    assert all(set(LIST_COLUMNS) <= set(row) for row in found.rows)
    assert {("2026-02-01", "2026-12-01", "any")} == {
        (row["as_of"], row["known_by"], row["audience"]) for row in found.rows
    }
    assert 1 == len({row["data_version"] for row in found.rows})
