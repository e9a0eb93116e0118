"""Who moved: one side on record, and surely later another."""

from typing import Any

import pytest
from tests.reports.asking import Ask, cells, told

from stancetracker.reports.catalogue import moves

LINES = """
{"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
{"kind": "person", "id": "out"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"]} {"kind": "issue", "id": "tunnel"}
{"kind": "statement", "id": "a1", "speaker": "ada", "date": "2026-01-03", "stance": "favor"}
{"kind": "statement", "id": "a2", "speaker": "ada", "date": "2026-01-05", "stance": "neither"}
{"kind": "statement", "id": "a3", "speaker": "ada", "date": "2026-01-04/2026-01-08", "stance": "against",
 "channel": "interview"}
{"kind": "statement", "id": "wrong", "speaker": "ada", "date": "2026-01-06", "stance": "favor",
 "verification": "disputed"}
{"kind": "statement", "id": "b1", "speaker": "bo", "date": "2026-01-03/2026-01-07", "stance": "favor"}
{"kind": "statement", "id": "b2", "speaker": "bo", "date": "2026-01-05", "stance": "against"}
{"kind": "statement", "id": "o1", "speaker": "out", "date": "2026-01-03", "stance": "favor", "issue": "tunnel"}
{"kind": "statement", "id": "o2", "speaker": "out", "date": "2026-01-05", "stance": "undecided",
 "issue": "tunnel"}
"""


def test_whoever_surely_took_another_side_stands_with_all_sides_in_order(ask: Ask) -> None:
    found = ask(moves.report)
    section = found.section(None)

    assert [
        "◆ Ada | 3 Jan 2026 | in favor | Some words. | The Example | bridge",
        "● Ada | 4–8 Jan 2026 | against | Some words. | The Example | bridge",
    ] == told(section)
    assert [False, True] == cells(section, "decides")
    assert ("bridge: 1 of the 2 in the panel with a statement on record moved.",) == section.ending
    assert ("1 more on record outside the panel: --all",) == found.left_out


@pytest.mark.parametrize(
    ("asked", "records"),
    [
        ({"everyone": True}, "a1 a3 o1 o2"),
        ({"people": ("out",)}, "o1 o2"),
        ({"issues": ("tunnel",), "everyone": True}, "o1 o2"),
        ({"channels": ("interview",)}, "a3"),
        ({"as_of": "2026-01-07"}, ""),
    ],
    ids=str,
)
def test_filters_choose_who_and_what(ask: Ask, asked: dict[str, Any], records: str) -> None:
    assert records.split() == cells(ask(moves.report, **asked).section(None), "evidence")
