"""A filter of records is met by any record behind a standing, which people read in its place."""

from pathlib import Path
from typing import Any

import pytest
from tests.datasets import lines_of, write
from tests.reports.asking import Ask, asking, cells

from stancetracker.render import parts_of
from stancetracker.reports.listing import listing
from stancetracker.reports.table import Report

LINES = """
{"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
{"kind": "person", "id": "di"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy", "di"]}
{"kind": "statement", "id": "a-early", "speaker": "ada", "date": "2026-01-03", "stance": "favor", "channel": "interview"}
{"kind": "statement", "id": "a-between", "speaker": "ada", "date": "2026-01-05", "stance": "neither", "channel": "interview"}
{"kind": "statement", "id": "a-last", "speaker": "ada", "date": "2026-01-08", "stance": "against", "channel": "speech"}
{"kind": "statement", "id": "a-leak", "speaker": "ada", "date": "2026-01-04", "stance": "favor", "channel": "meeting",
 "audience": "internal", "made_public": "2026-01-09"}
{"kind": "silence", "id": "b-first", "actors": ["bo"], "date": "2026-01-04"}
{"kind": "silence", "id": "b-last", "actors": ["bo"], "date": "2026-01-12"}
{"kind": "search", "id": "c-search", "actors": ["cy"], "date": "2026-01-04", "by": "Us", "where": "the web",
 "queries": [{"text": "cy bridge"}]}
{"kind": "statement", "id": "d-later", "speaker": "di", "date": "2026-01-04", "stance": "favor", "channel": "interview",
 "verification": "disputed"}
"""
MATCHED = ("actor", "status", "evidence", "matched", "matched_id", "matched_date", "matched_stance")


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    path: Path = tmp_path_factory.mktemp("matched")
    return asking(write(path / "data", lines_of(LINES)), path / "cache")


def people_read(report: Report) -> list[dict[str, str]]:
    [part] = parts_of(report)
    return [
        {column.heading: column.say(row) for column in part.section.shown}
        for row in part.section.rows
    ]


@pytest.mark.parametrize(
    ("asked", "rows"),
    [
        (
            {"since": "2026-01-03", "until": "2026-01-05"},
            [
                ("ada", "spoke", "a-last", 2, "a-between", "2026-01-05", "neither"),
                ("bo", "silent", "b-last", 1, "b-first", "2026-01-04", None),
                ("cy", "searched", "c-search", 1, "c-search", "2026-01-04", None),
            ],
        ),
        ({"channels": ("meeting",)}, []),
        (
            {"channels": ("interview",), "until": "2026-01-04"},
            [("ada", "spoke", "a-last", 1, "a-early", "2026-01-03", "favor")],
        ),
        ({"channels": ("speech",), "until": "2026-01-05"}, []),
        (
            {"channels": ("interview", "speech")},
            [("ada", "spoke", "a-last", 3, "a-last", "2026-01-08", "against")],
        ),
        ({"stances": ("favor",)}, []),
        ({"stances": ("against",)}, [("ada", "spoke", "a-last", None, None, None, None)]),
    ],
    ids=str,
)
def test_a_pair_is_listed_if_one_record_behind_its_standing_meets_all_filters(
    bridge: Ask, asked: dict[str, Any], rows: list[tuple[Any, ...]]
) -> None:
    assert rows == cells(bridge(listing, **asked).section("standing"), *MATCHED)


def test_people_read_the_record_that_matches_with_its_own_side_and_day(bridge: Ask) -> None:
    report = bridge(listing, until="2026-01-04")
    ada, bo, _cy = people_read(report)

    assert ("◆ Ada", "3 Jan 2026") == (ada["Name"], ada["When"])
    assert "for the proposition; private remarks made known; moved" in ada.values()
    assert "4 Jan 2026" in bo.values()
    assert "show NAME" in report.section(None).ending[0]


def test_nobody_reads_of_other_records_where_standings_rest_on_those_that_match(
    bridge: Ask,
) -> None:
    report = bridge(listing, channels=("speech",))

    assert ["● Ada"] == [row["Name"] for row in people_read(report)]
    assert "show NAME" not in report.section(None).ending[0]
