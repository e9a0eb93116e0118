"""A panel in groups."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.datasets import lines_of, write
from tests.figures.conftest import crowd, material

from stancetracker.figures.stand import Member, WhereTheyStand, where_they_stand
from stancetracker.ledger.folder import Folder

GROUPS = """
{"kind": "organization", "id": "acme"} {"kind": "person", "id": "a", "name": "Ada",
 "memberships": [{"role": "chief", "organization": "acme"}]}
{"kind": "person", "id": "b"} {"kind": "person", "id": "c"} {"kind": "person", "id": "d"}
{"kind": "person", "id": "e"} {"kind": "person", "id": "f"} {"kind": "person", "id": "g"}
{"kind": "person", "id": "h"} {"kind": "person", "id": "i"}
{"kind": "issue", "id": "bridge", "panel": ["i", "h", "g", "f", "e", "d", "c", "b", "a"], "recheck_days": 90}
{"kind": "statement", "speaker": "a", "date": "2026-01-20/2026-01-22", "stance": "against"}
{"kind": "statement", "speaker": "b", "date": "2026-01-20", "stance": "favor"}
{"kind": "statement", "speaker": "c", "date": "2026-01-20", "stance": "mixed"}
{"kind": "statement", "speaker": "d", "date": "2026-01-20", "stance": "neither"}
{"kind": "statement", "speaker": "e", "date": "2026-01-20", "stance": "neither", "audience": "private",
 "made_public": "2026-01-22"}
{"kind": "silence", "actors": ["e"], "date": "2026-01-21/2026-01-23"}
{"kind": "silence", "actors": ["f"], "date": "2026-01-21", "response": "no-reply", "basis": "reported"}
{"kind": "silence", "actors": ["g"], "date": "2026-01-21", "response": "declined", "basis": "reported",
 "sources": [{"url": "https://copy.example", "tier": "reprint", "publisher": "A Copy",
 "original_publisher": "The Paper"}]}
{"kind": "silence", "actors": ["h"], "date": "2026-01-21", "response": "avoided", "basis": "asked",
 "asked_on": "2026-01-20"}
"""


@pytest.fixture
def nine(tmp_path: Path) -> Folder:
    """Write the dataset of nine."""
    return write(tmp_path / "data", lines_of(GROUPS))


def stand(folder: Folder, cache: Path, **asked: object) -> WhereTheyStand | None:
    found = material(folder, cache, **asked)
    return where_they_stand(found.panel, found.said, found.looks, found.events)


def test_every_standing_is_a_group_and_none_is_merged(nine: Folder, cache: Path) -> None:
    found = stand(nine, cache)

    assert found is not None
    assert 9 == found.total
    assert [
        ("spoke", "against", None, 1, "Public statement, against"),
        ("spoke", "favor", None, 1, "Public statement, in favor"),
        ("spoke", "mixed", None, 1, "Public statement, both in favor and against"),
        ("spoke", "neither", None, 1, "Public statement, taking no side"),
        ("silent", None, "none-found", 1, "No public statement found: none found"),
        ("silent", None, "no-reply", 1, "No public statement found: no reply"),
        ("silent", None, "declined", 1, "No public statement found: declined"),
        ("silent", None, "avoided", 1, "No public statement found: avoided"),
        ("unchecked", None, None, 1, "Unchecked: no check on record"),
    ] == [(one.status, one.stance, one.response, one.count, one.words) for one in found.groups]
    assert len({group.about for group in found.groups}) == 9


def test_what_a_group_has_in_common_says_no_more_than_its_records(nine: Folder, cache: Path) -> None:
    found = stand(nine, cache)

    assert found is not None
    about = {group.stance or group.response or "": group.about for group in found.groups}
    # The last words on record may not be the last said, and a look may not say whether anybody was asked.
    assert (
        "Their latest public words on record that take a side are against the proposition."
        == about["against"]
    )
    assert all("on record" in about[stance] for stance in ("favor", "mixed", "neither"))
    assert "Someone checked and found none by the day given." == about["none-found"]


def test_a_day_before_which_something_was_said_is_no_span(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "speaker": "ada", "date": "../2026-01-20", "stance": "against"}
    """
    found = stand(folder, cache)

    assert found is not None
    assert "by 20 Jan 2026" == found.groups[0].members[0].note


def test_beside_a_name_stand_the_day_who_looked_and_flags(nine: Folder, cache: Path) -> None:
    found = stand(nine, cache)

    assert found is not None
    notes = {one.actor: one.note for group in found.groups for one in group.members}
    assert Member("a", "person", "Ada", "chief, Acme", "20–22 Jan 2026", False) == found.groups[0].members[0]
    assert "as of 21 Jan 2026, searched by Us; reported, not public" == notes["e"]
    assert "as of 21 Jan 2026, reported by Us via The Example" == notes["f"]
    assert "as of 21 Jan 2026, reported by Us via A Copy" == notes["g"]
    assert "as of 21 Jan 2026, asked by Us" == notes["h"]
    assert "" == notes["i"]
    assert ["e"] == [one.actor for group in found.groups for one in group.members if one.reported]


def test_where_no_one_is_named_whoever_published_it_looked_as_in_the_list(tmp_path: Path) -> None:
    named = lines_of(GROUPS)
    lines = [{key: value for key, value in line.items() if key != "checked_by"} for line in named]
    kept = [line for line in lines if line["kind"] != "silence" or line["basis"] == "reported"]
    found = stand(write(tmp_path / "data", kept), tmp_path / "cache")

    assert found is not None
    assert ["as of 21 Jan 2026, reported by The Example", "as of 21 Jan 2026, reported by A Copy"] == [
        one.note for group in found.groups if group.status == "silent" for one in group.members
    ]


def test_any_audience_says_statement(nine: Folder, cache: Path) -> None:
    found = stand(nine, cache, audience="any")

    assert found is not None
    [group] = [group for group in found.groups if group.stance == "neither"]
    assert ("Statement, taking no side", 2) == (group.words, group.count)
    assert "Their words on record take no side." == group.about
    assert ["e", "d"] == [one.actor for one in group.members]


def test_a_large_panel_is_counted_and_not_listed(tmp_path: Path) -> None:
    folder = write(tmp_path / "data", crowd({"p0": "2026-01-02"}))
    found = stand(folder, tmp_path / "cache")

    assert found is not None
    assert [(1, ()), (150, ())] == [(group.count, group.members) for group in found.groups]
