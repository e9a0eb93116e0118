"""A trial of new records, in a copy of their neighbours, finds what `check` and `changes` find."""

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from tests.datasets import complete, lines_of, write
from tests.depth import tried
from tests.index.strategies import (
    Line,
    corrections,
    datasets,
    numbered,
    replies,
    silences,
    statements,
)
from tests.loading import fatal, opening, problems

from stancetracker.base.errors import Problem
from stancetracker.contribute.add import plan
from stancetracker.contribute.changes import Change, compare
from stancetracker.contribute.states import Side
from stancetracker.contribute.trial import effects
from stancetracker.index.queries import Question

TODAY = "2026-06-01"
# Sorts after the file of the others, as new records stand after all others.
NEW = "z.jsonl"
quotes = st.sampled_from(["No", "No way", "I say no way"]).map(
    lambda text: {"quote": text, "wording": "verbatim", "language": "en"}
)
summaries = st.sampled_from(["Said so.", "Finally said so."]).map(lambda text: {"summary": text})
people = st.fixed_dictionaries(
    {
        "kind": st.just("person"),
        "id": st.sampled_from(["new", "ad-a", "acrne", "bo"]),
        "name": st.sampled_from(["Ada", "\u0410da", "ACME", "New"]),
    }
).map(complete)


def silence_after(statement: Line) -> Line:
    """Return a silence of the speaker of a statement, on a day after most statements."""
    return complete(
        {
            "kind": "silence",
            "actors": [statement["speaker"]],
            "issue": statement["issue"],
            "date": "2026-02-01",
        }
    )


@st.composite
def new_records(draw: DrawFn, lines: list[Line]) -> list[Line]:
    """Draw new records; those that correct or answer name others that are there or new."""
    old_statements = [line for line in lines if line["kind"] == "statement"]
    any_statement = statements()
    similar = st.sampled_from(old_statements) if old_statements else any_statement
    worded = st.tuples(any_statement | similar, quotes | summaries).map(
        lambda pair: {**pair[0], **pair[1]}
    )
    kinds = worded | silences() | similar.map(silence_after)
    records = numbered(draw(st.lists(kinds, min_size=1, max_size=4)), "new")
    targets = [
        line for line in (*lines, *records) if line["kind"] in ("statement", "silence", "event")
    ]
    if targets:
        answers = corrections(targets) | replies(draw(st.sampled_from(targets))["id"])
        records += numbered(draw(st.lists(answers, max_size=2)), "more")
    new_people = draw(st.lists(people, max_size=1))
    return [*records, *new_people]


def identities(problems: tuple[Problem, ...]) -> set[tuple[Any, ...]]:
    """Return problems without columns and hints, with new records in the file NEW."""
    return {
        (
            problem.code,
            problem.record,
            problem.message.replace("-:", f"{NEW}:"),
            problem.place.file,
        )
        for problem in problems
    }


def standings(changes: Iterable[Change]) -> set[Change]:
    return {change for change in changes if change.kind == "standing"}


@pytest.mark.slow
@tried(5, 1000)
@given(datasets(), st.data())
def test_a_trial_finds_the_problems_that_check_finds_with_all_records(
    lines: list[Line], data: st.DataObject
) -> None:
    records = data.draw(new_records(lines))
    with TemporaryDirectory() as place:
        folder = write(Path(place), [complete({"kind": "dataset"}), *lines])
        assume(not fatal(folder))
        before = identities(problems(folder))
        planned = plan(opening(folder), records, TODAY, NEW)
        write(folder.path, records, NEW)

        assert identities(problems(folder)) - before == identities(planned.problems)


@tried(3, 500)
@given(datasets(), st.data())
def test_an_addition_changes_the_standings_that_changes_finds_between_both_states(
    lines: list[Line], data: st.DataObject
) -> None:
    records = data.draw(new_records(lines))
    with TemporaryDirectory() as place_before, TemporaryDirectory() as place_after:
        before = write(Path(place_before), [complete({"kind": "dataset"}), *lines])
        after = write(Path(place_after), [complete({"kind": "dataset"}), *lines, *records])
        assume(not fatal(before) and not fatal(after))
        planned = plan(opening(before), records, TODAY, NEW)
        sides = [
            Side("", folder._replace(cached=False), Question(TODAY)) for folder in (before, after)
        ]

        expected = standings(compare(sides).changes)
        assert expected == standings(effects(planned.trial, TODAY))


REPLACED = """
    {"kind": "dataset"}
    {"kind": "person", "id": "ada"}
    {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "r0", "speaker": "ada", "date": "2026-01-01", "stance": "favor"}
    {"kind": "statement", "id": "r1", "speaker": "bo", "date": "2026-01-01", "stance": "favor"}
    {"kind": "statement", "id": "r2", "speaker": "ada", "date": "2026-01-01", "stance": "against"}
"""


def test_a_replacement_comes_with_those_it_names(tmp_path: Path) -> None:
    supersession = complete(
        {
            "kind": "correction",
            "id": "fix",
            "type": "supersession",
            "corrects": "r0",
            "replacement": "r1",
        }
    )
    folder = write(tmp_path / "data", lines_of(REPLACED))
    planned = plan(opening(folder), [supersession], TODAY, NEW)
    changes = effects(planned.trial, TODAY)

    assert ["Ada"] == [change.name for change in changes if change.kind == "standing"]


ANSWERED = """
    {"kind": "dataset"}
    {"kind": "publisher", "id": "paper", "name": "Paper", "type": "newsroom", "domains": ["paper.org"]}
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    {"kind": "silence", "id": "a", "actors": ["ada"], "date": "2026-01-10", "basis": "reported", "checked_by": null,
     "sources": [{"url": "https://paper.org/a", "tier": "primary"}]}
    {"kind": "silence", "id": "b", "actors": ["ada"], "date": "2026-01-12", "basis": "reported", "checked_by": null,
     "sources": [{"url": "https://copy.example/b", "tier": "reprint"}]}
    {"kind": "search", "id": "c", "actors": ["bo"], "date": "2026-01-12"}
"""


@pytest.mark.parametrize(
    ("actor", "before"),
    [("ada", "no public statement found up to 10 Jan 2026"), ("bo", "searched")],
)
def test_what_stood_before_rests_on_publishers_and_searches(
    tmp_path: Path, actor: str, before: str
) -> None:
    said = {"kind": "statement", "speaker": actor, "date": "2026-01-20", "stance": "favor"}
    folder = write(tmp_path / "data", lines_of(ANSWERED))
    planned = plan(opening(folder), [complete(said)], TODAY, NEW)
    [change] = effects(planned.trial, TODAY)

    assert f"before: {before}" in change.sentence
