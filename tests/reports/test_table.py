"""Sections of typed rows: their columns, their stamp, their order."""

from typing import NamedTuple

import pytest

from stancetracker.base.errors import UnknownNameError
from stancetracker.reports.table import (
    PeopleOnly,
    Report,
    Row,
    Section,
    Shown,
    Stamp,
    arrange,
    public_columns,
    value_of,
)

ROWS: list[Row] = [
    {"id": "b", "n": 2},
    {"id": "a", "n": None},
    {"id": "c", "n": 1},
    {"id": "d", "n": None},
]
SECTION = Section("one", ("id", "n"), ROWS, (Shown("Id", lambda row: str(row["id"])),))
OTHER = Section("two", ("id",), [])


def ids(section: Section) -> str:
    return "".join(str(row["id"]) for row in section.rows)


@pytest.mark.parametrize(
    ("sort", "limit", "expected"),
    [
        (None, None, "bacd"),
        ("id", None, "abcd"),
        ("-id", None, "dcba"),
        ("n", None, "cbad"),
        ("-n", None, "bcad"),
        ("-n", 1, "b"),
        (None, 0, ""),
        (None, 9, "bacd"),
    ],
)
def test_rows_are_sorted_the_empty_last_then_cut(
    sort: str | None, limit: int | None, expected: str
) -> None:
    assert expected == ids(arrange(SECTION, (), sort, limit))


def test_a_section_is_the_main_one_or_the_named_one() -> None:
    report = Report("", "", (SECTION, OTHER), main=1)

    assert [OTHER, SECTION] == [report.section(None), report.section("one")]
    with pytest.raises(UnknownNameError, match="unknown section: tow"):
        report.section("tow")


class Member(NamedTuple):
    actor: str
    audience: PeopleOnly[str]
    as_of: str
    words: PeopleOnly[str | None]


MEMBERS = Section("members", public_columns(Member), [Member("ada", "any", "2026-01-01", "Hello")])


def test_a_field_for_people_only_is_no_column() -> None:
    assert ("actor", "as_of") == MEMBERS.columns
    assert {"actor": "ada", "as_of": "2026-01-01"} == MEMBERS.cells(MEMBERS.rows[0])


def test_a_name_that_no_row_has_is_none() -> None:
    assert ["Hello", None] == [value_of(MEMBERS.rows[0], name) for name in ("words", "said")]
    assert [1, None] == [value_of({"n": 1}, name) for name in ("n", "m")]


def test_the_stamp_of_a_section_stands_in_every_row_before_what_the_row_says() -> None:
    stamp = Stamp("2026-02-01", None, "public", "abc")
    stamped = MEMBERS._replace(columns=(*MEMBERS.columns, "known_by"), stamp=stamp)

    assert {"actor": "ada", "as_of": "2026-02-01", "known_by": None} == stamped.cells(
        stamped.rows[0]
    )


def test_typed_rows_are_sorted_by_a_column() -> None:
    rows = [Member(actor, "any", "", None) for actor in ("bo", "ada")]

    found = arrange(MEMBERS._replace(rows=rows), ("actor",), "actor", 1)
    assert ([Member("ada", "any", "", None)], ("actor",)) == (found.rows, found.columns)
