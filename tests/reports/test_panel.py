"""Replies stand dated above what they answer, corrections below it, in every report about an issue."""

import pytest
from tests.datasets import indexed, lines_of
from tests.reports.asking import Ask, cells, names

from stancetracker.index.queries import Question, set_question
from stancetracker.reports.catalogue import matrix, silence, speech, summary
from stancetracker.reports.panel import fetch_panels
from stancetracker.reports.run import Maker

LINES = """
{"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]} {"kind": "issue", "id": "tunnel"}
{"kind": "statement", "id": "wrong", "speaker": "ada", "date": "2026-01-03", "stance": "against"}
{"kind": "statement", "id": "right", "speaker": "ada", "date": "2026-01-04", "stance": "favor"}
{"kind": "statement", "id": "elsewhere", "speaker": "ada", "date": "2026-01-04", "issue": "tunnel", "stance": "favor"}
{"kind": "silence", "id": "look", "actors": ["bo"], "date": "2026-01-05"}
{"kind": "correction", "id": "mended", "corrects": "wrong", "type": "supersession", "replacement": "right"}
{"kind": "reply", "id": "to-right", "to": "right", "by": "ada", "date": "2026-01-06", "text": "Yes.", "language": "en"}
{"kind": "reply", "id": "to-look", "to": "look", "by": "bo", "date": "2026-01-07", "text": "Ask me.", "language": "en"}
{"kind": "reply", "id": "to-other", "to": "elsewhere", "by": "ada", "date": "2026-01-07", "text": "No."}
"""


@pytest.mark.parametrize(
    ("make", "main", "sections", "replies"),
    [
        (speech.report, "statement", "reply statement correction", "to-right"),
        (silence.report, "check", "reply check single-source", "to-look"),
        (summary.report, "count", "reply count standing", "to-right to-look"),
        (matrix.report, "standing", "reply matrix issue standing", "to-right to-look"),
    ],
)
def test_what_stands_above_and_below(
    ask: Ask, make: Maker, main: str, sections: str, replies: str
) -> None:
    found = ask(make, issues=("bridge",))

    assert sections.split() == names(found)
    assert replies.split() == cells(found.section("reply"), "id")
    assert main == found.section(None).name
    if "correction" in sections:
        assert ["mended"] == cells(found.section("correction"), "id")


def test_the_material_of_a_panel_is_of_those_asked_about() -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-03", "stance": "favor"}
    {"kind": "statement", "id": "t", "speaker": "cy", "date": "2026-01-03", "stance": "favor"}
    {"kind": "silence", "id": "k", "actors": ["bo", "cy"], "date": "2026-01-02"}
    """
    records: dict[bool, list[tuple[str, str]]] = {}
    with indexed(lines_of(test_the_material_of_a_panel_is_of_those_asked_about.__doc__)) as data:
        for everyone in (False, True):
            question = Question("2026-02-01", everyone=everyone)
            set_question(data, question)
            [panel] = fetch_panels(data, question)
            statements, silences, _ = panel.material()
            records[everyone] = [(statement.id, statement.speaker) for statement in statements]
            records[everyone] += [(silence.id, silence.actor) for silence in silences]

    assert [("s", "ada"), ("k", "bo")] == records[False]
    assert [("s", "ada"), ("t", "cy"), ("k", "bo"), ("k", "cy")] == records[True]
