"""What is found wrong with new records beside their neighbours is what `check` finds with all records."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

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
from stancetracker.contribute.changes import compare
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
    },
    optional={"former_ids": st.sampled_from([["old"], ["ada"]])},
).map(complete)


def looked_after(said: Line) -> Line:
    """A look for the speaker of a statement, when most have been made."""
    actor, issue = said["speaker"], said["issue"]
    return complete({"kind": "silence", "actors": [actor], "issue": issue, "date": "2026-02-01"})


@st.composite
def additions(draw: DrawFn, lines: list[Line]) -> list[Line]:
    """Some new records; those that correct or answer name others that are there or new."""
    there = [line for line in lines if line["kind"] == "statement"]
    like = st.sampled_from(there) if there else statements()
    said = st.tuples(statements() | like, quotes | summaries).map(
        lambda pair: {**pair[0], **pair[1]}
    )
    found = numbered(
        draw(st.lists(said | silences() | like.map(looked_after), min_size=1, max_size=4)), "new"
    )
    known = [line for line in (*lines, *found) if line["kind"] in ("statement", "silence", "event")]
    if known:
        answers = corrections(known) | replies(draw(st.sampled_from(known))["id"])
        found += numbered(draw(st.lists(answers, max_size=2)), "more")
    return [*found, *draw(st.lists(people, max_size=1))]


def told(found: tuple[Problem, ...]) -> set[tuple[Any, ...]]:
    return {
        (one.code, one.record, one.message.replace("-:", f"{NEW}:"), one.place.file)
        for one in found
    }


@tried(10, 1000)
@given(datasets(), st.data())
def test_neighbours_are_enough(lines: list[Line], data: st.DataObject) -> None:
    new = data.draw(additions(lines))
    with TemporaryDirectory() as place:
        folder = write(Path(place), [complete({"kind": "dataset"}), *lines])
        assume(not fatal(folder))
        before = told(problems(folder))
        planned = plan(opening(folder), new, TODAY, NEW)
        write(folder.path, new, NEW)

        assert told(problems(folder)) - before == told(planned.problems)


@tried(10, 500)
@given(datasets(), st.data())
def test_an_addition_changes_what_changes_finds_between_both_states(
    lines: list[Line], data: st.DataObject
) -> None:
    new = data.draw(additions(lines))
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        before = write(Path(one), [complete({"kind": "dataset"}), *lines])
        after = write(Path(other), [complete({"kind": "dataset"}), *lines, *new])
        assume(not fatal(before) and not fatal(after))
        planned = plan(opening(before), new, TODAY, NEW)
        asked = (
            Side("", folder._replace(cached=False), Question(TODAY)) for folder in (before, after)
        )
        found = compare((next(asked), next(asked))).changes
        shown = effects(planned.dataset, planned.additions, TODAY)

        assert {one for one in found if one.kind == "standing"} == {
            one for one in shown if one.kind == "standing"
        }


def test_a_replacement_comes_with_those_it_names(tmp_path: Path) -> None:
    """
    {"kind": "dataset"} {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "r0", "speaker": "ada", "date": "2026-01-01", "stance": "favor"}
    {"kind": "statement", "id": "r1", "speaker": "bo", "date": "2026-01-01", "stance": "favor"}
    {"kind": "statement", "id": "r2", "speaker": "ada", "date": "2026-01-01", "stance": "against"}
    """
    fix = {
        "kind": "correction",
        "id": "fix",
        "type": "supersession",
        "corrects": "r0",
        "replacement": "r1",
    }
    folder = write(
        tmp_path / "data", lines_of(test_a_replacement_comes_with_those_it_names.__doc__)
    )
    planned = plan(opening(folder), [complete(fix)], TODAY, NEW)
    shown = effects(planned.dataset, planned.additions, TODAY)

    assert ["Ada"] == [one.name for one in shown if one.kind == "standing"]
