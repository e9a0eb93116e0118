"""Who moved: one side on record, and surely later another."""

from typing import Any

import pytest
from tests.reports.asking import Ask, cells, rows_in_words

from stancetracker.reports.catalogue import moves
from stancetracker.reports.makers import maker

LINES = """
{"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
{"kind": "person", "id": "out"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"],
 "stance_words": {"favor": "for the bridge", "against": "against the bridge"}} {"kind": "issue", "id": "tunnel"}
{"kind": "statement", "id": "a1", "speaker": "ada", "date": "2026-01-03", "stance": "favor"}
{"kind": "statement", "id": "a2", "speaker": "ada", "date": "2026-01-05", "stance": "neither"}
{"kind": "statement", "id": "a3", "speaker": "ada", "date": "2026-01-04/2026-01-08", "stance": "against",
 "channel": "interview", "stance_basis": "inferred", "coded_by": "Us", "note": "From the context."}
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
        "◆ Ada | 3 Jan 2026 | for the bridge | Some words. | The Example | bridge",
        "● Ada | 4–8 Jan 2026 | against the bridge (inferred) | Some words. | The Example | bridge",
    ] == rows_in_words(section)
    assert [False, True] == cells(section, "decides")
    assert ["for the bridge", "against the bridge"] == cells(section, "side")
    assert ("bridge: 1 of the 2 in the panel with a statement on record moved.",) == section.ending
    assert ("2 more outside the panel: --all",) == ask(maker("moves")).left_out


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


def test_issues_on_which_nobody_moved_share_a_line_and_panels_alike_a_rule(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]} {"kind": "issue", "id": "canal", "panel": ["ada", "bo"]}
    {"kind": "issue", "id": "dam", "panel": ["bo"], "panel_rule": "Bo alone."}
    {"kind": "statement", "id": "a", "speaker": "ada", "date": "2026-01-03", "stance": "favor"}
    {"kind": "statement", "id": "b", "speaker": "ada", "date": "2026-01-03", "stance": "favor", "issue": "canal"}
    {"kind": "statement", "id": "c", "speaker": "bo", "date": "2026-01-03", "stance": "favor", "issue": "canal"}
    """
    found = ask(moves.report)

    assert (
        "Nobody moved, of those in the panel with a statement on record: bridge (1), canal (2).",
    ) == found.section(None).ending
    assert [
        "The panel of bridge, canal: Everyone on the council.",
        "The panel of dam: Bo alone.",
    ] == [note for note in found.notes if note.startswith("The panel")]
