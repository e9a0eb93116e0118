"""Replies stand dated above what they answer, corrections below it, in every report about an issue."""

import pytest
from tests.reports.asking import Ask, cells, names

from stancetracker.reports.catalogue import matrix, silence, speech, summary
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
