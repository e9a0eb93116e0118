"""Replies stand dated above what they answer, corrections below it, in every report about an issue."""

from __future__ import annotations

from pathlib import Path

import pytest

from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder
from stancetracker.reports.catalogue import matrix, silence, speech, summary
from stancetracker.reports.run import Maker, answer
from stancetracker.reports.table import Report

LINES = """
{"kind": "person", "id": "ada"}
{"kind": "person", "id": "bo"}
{"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
{"kind": "issue", "id": "tunnel"}
{"kind": "statement", "id": "wrong", "speaker": "ada", "date": "2026-01-03", "stance": "against"}
{"kind": "statement", "id": "right", "speaker": "ada", "date": "2026-01-04", "stance": "favor"}
{"kind": "statement", "id": "elsewhere", "speaker": "ada", "date": "2026-01-04", "issue": "tunnel", "stance": "favor"}
{"kind": "silence", "id": "look", "actors": ["bo"], "date": "2026-01-05"}
{"kind": "correction", "id": "mended", "corrects": "wrong", "type": "supersession", "replacement": "right"}
{"kind": "reply", "id": "to-right", "to": "right", "by": "ada", "date": "2026-01-06", "text": "Yes.", "language": "en"}
{"kind": "reply", "id": "to-look", "to": "look", "by": "bo", "date": "2026-01-07", "text": "Ask me.", "language": "en"}
{"kind": "reply", "id": "to-other", "to": "elsewhere", "by": "ada", "date": "2026-01-07", "text": "No."}
"""


def asked(folder: Folder, cache: Path, make: Maker, as_of: str) -> Report:
    return answer(folder, Question(as_of, issues=("bridge",)), make, cache)


def told(report: Report) -> list[tuple[str, list[object]]]:
    return [(section.name, [row.get("id") for row in section.rows]) for section in report.sections]


@pytest.mark.parametrize(
    ("make", "main", "expected"),
    [
        (
            speech.report,
            "statement",
            [("reply", ["to-right"]), ("statement", [None]), ("correction", ["mended"])],
        ),
        (silence.report, "look", [("reply", ["to-look"]), ("look", [None]), ("context", [])]),
        (
            summary.report,
            "count",
            [("reply", ["to-right", "to-look"]), ("count", [None]), ("standing", [None])],
        ),
        (
            matrix.report,
            "standing",
            [("reply", ["to-right", "to-look"]), ("matrix", [None]), ("standing", [None])],
        ),
    ],
)
def test_replies_stand_above_and_corrections_below(
    folder: Folder, cache: Path, make: Maker, main: str, expected: list[tuple[str, list[object]]]
) -> None:
    report = asked(folder, cache, make, "2026-02-01")
    found = [(name, ids if name in ("reply", "correction") else ids[:1]) for name, ids in told(report)]

    assert [name for name, _ in expected] == [name for name, _ in found]
    assert dict(expected)["reply"] == dict(found)["reply"]
    assert dict(expected).get("correction") == dict(found).get("correction")
    assert main == report.section(None).name


def test_a_reply_is_not_told_before_its_day(folder: Folder, cache: Path) -> None:
    report = asked(folder, cache, speech.report, "2026-01-05")

    assert ["statement", "correction"] == [name for name, _ in told(report)]
