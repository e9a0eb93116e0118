"""Two branches, each right alone, merged line by line: an answer always, and errors that a line clears."""

import json
import re
from collections.abc import Sequence
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.datasets import Line, asked, complete, lines_of
from tests.depth import quick
from tests.index.test_settling import BASE, opened, standings

from stancetracker.base.errors import Problem
from stancetracker.index.queries import Question
from stancetracker.ledger.hashes import line_hash

TODAY = "2026-03-01"
DAYS = ("2026-02-05", "2026-02-07", "2026-02-09")
"""The days on which branches record: of the fork, and within a week of it."""
START = [complete(line) for line in lines_of(BASE)] + [
    complete({"kind": "person", "id": "dee"}),
    complete({"kind": "statement", "id": "t", "speaker": "bo", "date": "2026-01-25", "stance": "against"}),
    complete({"kind": "statement", "id": "u", "speaker": "dee", "date": "2026-01-12", "stance": "mixed"}),
    complete({"kind": "correction", "id": "old-merge", "type": "merge", "corrects": "dee", "replacement": "ada"}),
    complete({"kind": "correction", "id": "old-retraction", "corrects": "t"}),
]  # fmt: skip
_HINTED = re.compile(r"\{.*\}$")


class Branch:
    """The lines of a branch, which somebody changes as the commands do, one change after another."""

    def __init__(self, random: Random, name: str) -> None:
        self.random = random
        self.name = name
        self.lines = list(START)

    def change(self) -> None:
        """Make a random change, unless it is wrong by itself."""
        kinds = (
            self.amend,
            self.merge,
            self.supersede,
            self.retract,
            self.redact,
            self.panel,
            self.add,
        )
        before = list(self.lines)
        self.random.choice(kinds)(self.random.choice(DAYS))
        if codes(self.lines):
            self.lines = before

    def amend(self, day: str) -> None:
        record = self.random.choice(["s", "t", "u", "ada", "bo", "l", "bridge"])
        fields: dict[str, Any] = {"note": f"{self.name} {len(self.lines)}"}
        if record in "stu":
            fields["stance"] = self.random.choice(["favor", "against", "mixed"])
        self._append_version(record, day, **fields)

    def panel(self, day: str) -> None:
        members = self.random.sample(["ada", "bo", "cy", "dee"], self.random.randint(1, 4))
        self._append_version("bridge", day, panel=members)

    def merge(self, day: str) -> None:
        old, new = self.random.sample(["ada", "bo", "cy", "dee"], 2)
        self._correct(day, "merge", old, replacement=new)

    def supersede(self, day: str) -> None:
        id = self.add(day)
        self._correct(day, "supersession", self.random.choice("stu"), replacement=id)

    def retract(self, day: str) -> None:
        corrections = [line["id"] for line in self.lines if line["kind"] == "correction"]
        self._correct(day, "retraction", self.random.choice(["s", "t", "u", "l", *corrections]))

    def redact(self, day: str) -> None:
        id = self.random.choice(["s", "t", "cy"])
        gone = [line for line in self.lines if line.get("id") == id]
        if gone:
            removed = [
                {"sha256": line_hash(line).hex(), "recorded": line.get("recorded", day)}
                for line in gone
            ]
            self.lines = [line for line in self.lines if line.get("id") != id]
            self._correct(day, "redaction", id, removed=removed)

    def add(self, day: str) -> str:
        speaker = self.random.choice(["ada", "bo", "cy", "dee"])
        id = f"{self.name}-{len(self.lines)}"
        stance = self.random.choice(["favor", "against"])
        values = {"kind": "statement", "id": id, "speaker": speaker, "date": "2026-02-01"}
        self.lines.append(complete({**values, "stance": stance, "recorded": day}))
        return id

    def _append_version(self, record: str, day: str, **fields: Any) -> None:
        versions = [line for line in self.lines if line.get("id") == record]
        if versions:
            newest = max(versions, key=lambda line: int(line.get("version", 1)))
            number = len(versions) + 1
            self.lines.append(
                {**newest, "version": number, "recorded": day, "reason": "R.", **fields}
            )

    def _correct(self, day: str, type: str, record: str, **more: Any) -> None:
        id = f"{self.name}-{len(self.lines)}"
        values = {"kind": "correction", "id": id, "type": type, "corrects": record, **more}
        self.lines.append(complete({**values, "recorded": day}))


def codes(lines: Sequence[Line]) -> list[str]:
    """Return the codes of the errors of lines."""
    return [problem.code for problem in errors(lines)]


def errors(lines: Sequence[Line]) -> list[Problem]:
    with opened(lines) as (_, problems):
        return [problem for problem in problems if problem.severity == "error"]


def answer(lines: Sequence[Line], known_by: str | None = None) -> dict[str, str]:
    with opened(lines) as (connection, _), asked(connection, Question(TODAY, known_by)) as known:
        return standings(known)


def merged(ours: Branch, theirs: Branch) -> list[Line]:
    """Return the lines of both, without those that either removed."""
    removed = [line for line in START if line not in ours.lines or line not in theirs.lines]
    return [
        line
        for line in [
            *START,
            *(line for branch in (ours, theirs) for line in branch.lines if line not in START),
        ]
        if line not in removed
    ]


def cleared(lines: list[Line]) -> list[Line]:
    """Return lines with those appended that the errors ask for."""
    for _ in range(20):
        found = errors(lines)
        if not found:
            return lines
        hinted = _HINTED.search(found[0].hint or "")
        assert hinted, found[0]
        line = json.loads(hinted.group())
        line.setdefault("id", f"clearing-{len(lines)}")
        lines = [*lines, line]
    raise AssertionError(errors(lines))


@quick
@given(st.randoms(use_true_random=False), st.integers(1, 4), st.integers(1, 4))
def test_branches_that_are_right_alone_have_an_answer_in_any_order_and_errors_that_lines_clear(
    random: Random, ours: int, theirs: int
) -> None:
    branches = Branch(random, "ours"), Branch(random, "theirs")
    for branch, changes in zip(branches, (ours, theirs), strict=True):
        for _ in range(changes):
            branch.change()
    lines = merged(*branches)
    shuffled = random.sample(lines, len(lines))

    assert answer(lines) == answer(shuffled)
    assert sorted(codes(lines)) == sorted(codes(shuffled))
    assert not errors(cleared(lines))
    redacts = any(line.get("type") == "redaction" for line in lines)
    if not redacts:
        assert answer(START) == answer(lines, known_by="2026-02-04")
