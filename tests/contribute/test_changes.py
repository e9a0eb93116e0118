"""The differences between two states, in words.

Of the lines of a text, those marked - are of the first state alone, those marked + of the second.
"""

import json
import random
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.datasets import complete, write
from tests.depth import tried
from tests.index.strategies import datasets
from tests.repositories import commit

from stancetracker.base.errors import UnknownNameError
from stancetracker.contribute import changes, states
from stancetracker.contribute.changes import Changes
from stancetracker.contribute.states import BrokenSideError, Side
from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder

Line = dict[str, Any]
ALWAYS: tuple[Line, ...] = ({"kind": "person", "id": "ada"}, {"kind": "issue", "id": "bridge"})
QUESTION = Question("2026-03-01")


def both_states(text: str) -> tuple[list[Line], list[Line]]:
    """Return the lines of both states.

    Lines without a mark are of both, as are Ada and the bridge unless the text has lines of theirs.
    """
    shared = [complete(line) for line in ALWAYS if f'"id": "{line["id"]}"' not in text]
    before = [*shared]
    after = [*shared]
    for mark, record in re.findall(r"^ *([+-]?) *({.*})$", text, re.MULTILINE):
        line = complete(json.loads(record))
        if mark != "+":
            before.append(line)
        if mark != "-":
            after.append(line)
    return before, after


def compare_lines(before: Iterable[Line], after: Iterable[Line], **filters: Any) -> Changes:
    with TemporaryDirectory() as place:
        return compare_folders(
            write(Path(place, "A"), before), write(Path(place, "B"), after), **filters
        )


def compare_folders(
    before: Folder, after: Folder, *, apart: bool = False, **filters: Any
) -> Changes:
    """Compare two datasets as if they were two states of one; with `apart`, as two datasets."""
    question = QUESTION._replace(**filters)
    return changes.compare(
        [
            Side("A", before._replace(cached=False), question, apart=apart),
            Side("B", after._replace(cached=False), question, apart=apart),
        ]
    )


def compare_sides(folder: Folder, **flags: Any) -> Changes:
    """Compare two states of a dataset as flags name them."""
    return changes.compare(
        states.sides("2026-03-01", lambda _: folder._replace(cached=False), **flags)
    )


def sentences(differences: Changes) -> list[str]:
    return [f"{change.change}: {change.sentence}" for change in differences.changes]


DIFFERENCES = """
an altered quote comes first
    - {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "favor", "summary": null, "quote": "Build it.", "wording": "verbatim", "language": "en"}
    + {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "against", "summary": null, "quote": "Build it not.", "wording": "excerpt", "language": "en"}
= altered-quote: Ada on “The bridge”, 9 Jan 2026: quote is now “Build it not.”; before: “Build it.”
= changed: Ada on “The bridge”, 9 Jan 2026: stance is now against the proposition; before: for the proposition
= stance: Ada on “The bridge”: public statement, against the proposition, 9 Jan 2026; before: public statement, for the proposition, 9 Jan 2026
= changed: Ada on “The bridge”, 9 Jan 2026: wording is now excerpt; before: verbatim
a quote that goes is altered and one that comes is not
    - {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "favor", "quote": "Build it.", "wording": "verbatim", "language": "en"}
    + {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "favor", "language": "en"}
    - {"kind": "statement", "id": "t", "speaker": "ada", "date": "2026-01-09", "stance": "favor", "language": "en"}
    + {"kind": "statement", "id": "t", "speaker": "ada", "date": "2026-01-09", "stance": "favor", "quote": "No.", "wording": "verbatim", "language": "en"}
    - {"kind": "reply", "id": "r", "to": "s", "by": "ada", "text": "Not so."}
    + {"kind": "reply", "id": "r", "to": "s", "by": "ada", "text": "So."}
= altered-quote: Ada on “The bridge”, 9 Jan 2026: quote removed; before: “Build it.”
= altered-quote: Ada, reply of 3 Feb 2026: text is now “So.”; before: “Not so.”
= changed: Ada on “The bridge”, 9 Jan 2026: quote is now No.; before: none
= standing: Ada on “The bridge”: public statement, for the proposition, 9 Jan 2026 (t); before: public statement, for the proposition, 9 Jan 2026 (s)
= changed: Ada on “The bridge”, 9 Jan 2026: wording removed; before: verbatim
= changed: Ada on “The bridge”, 9 Jan 2026: wording is now verbatim; before: none
standings change with their records
    {"kind": "person", "id": "bo"}
    - {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    + {"kind": "issue", "id": "bridge", "panel": ["bo", "ada", "acme"], "recheck_days": 365}
    {"kind": "organization", "id": "acme"}
    + {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-20", "response": "declined"}
= changed: “The bridge”: panel: added Acme
= status: Ada on “The bridge”: no public statement found up to 20 Jan 2026 (declined); before: never looked for
= standing: Acme on “The bridge”: now in the panel
= new: Ada on “The bridge”: no public statement found up to 20 Jan 2026 (declined), checked by Us
= deadline: “The bridge”: recheck days is now 365; before: none
the words of a redacted record are shown nowhere
    + {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "favor", "summary": "Secret."}
    + {"kind": "correction", "id": "c", "corrects": "s", "type": "redaction", "reason": "The law."}
= withdrawn: A redaction withdraws s: The law.
two of one name are told apart by their ids
    {"kind": "person", "id": "bo", "name": "Ada"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    + {"kind": "silence", "id": "l", "actors": ["ada", "bo"], "date": "2026-01-20"}
= status: Ada (ada) on “The bridge”: no public statement found up to 20 Jan 2026, not checked since then; before: never looked for
= status: Ada (bo) on “The bridge”: no public statement found up to 20 Jan 2026, not checked since then; before: never looked for
= new: Ada (ada), Ada (bo) on “The bridge”: no public statement found up to 20 Jan 2026, checked by Us
a correction withdraws
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "favor"}
    {"kind": "statement", "id": "t", "speaker": "ada", "date": "2026-01-09", "stance": "favor"}
    - {"kind": "statement", "id": "u", "speaker": "ada", "date": "2026-01-09", "stance": "neither"}
    + {"kind": "correction", "id": "c", "corrects": "s", "type": "supersession", "replacement": "t"}
    + {"kind": "correction", "id": "d", "corrects": "u", "type": "redaction", "reason": "The law."}
    - {"kind": "correction", "id": "e", "corrects": "t"}
= withdrawn: A supersession withdraws the statement of Ada on “The bridge”, 9 Jan 2026, replaced by t: It was wrong.
= withdrawn: A redaction withdraws the statement of Ada on “The bridge”, 9 Jan 2026: The law.
= standing: Ada on “The bridge”: public statement, for the proposition, 9 Jan 2026 (t); before: public statement, for the proposition, 9 Jan 2026 (s)
= gone: the statement of Ada on “The bridge”, 9 Jan 2026
= gone: the retraction of t
a new record of each kind is described
    + {"kind": "dataset"}
    + {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}, {"role": "founder"}]}
    + {"kind": "organization", "id": "acme"}
    + {"kind": "issue", "id": "bridge"}
    + {"kind": "event", "id": "vote"}
    + {"kind": "petition", "id": "letter", "organizers": ["acme"]}
    + {"kind": "tie", "id": "t", "actor": "ada", "counterparty": "acme"}
    + {"kind": "tie", "id": "u", "actor": "ada", "type": "contract"}
    + {"kind": "reply", "id": "r", "to": "letter", "by": "ada"}
    + {"kind": "reply", "id": "r2", "to": "r", "by": "acme"}
= new: The dataset
= new: Ada, chief, Acme; founder
= new: Acme
= new: “The bridge”
= new: “A vote”, 10 Jan 2026
= new: “A letter”
= new: contract of Ada
= new: donation of Ada with Acme
= new: Acme, reply of 3 Feb 2026, to Ada, reply of 3 Feb 2026: “Not so.”
= new: Ada, reply of 3 Feb 2026, to “A letter”: “Not so.”
each field has a sentence
    - {"kind": "dataset", "title": "A"}
    + {"kind": "dataset", "title": "B"}
    {"kind": "organization", "id": "acme"}
    - {"kind": "person", "id": "ada", "other_names": ["A", "B"], "memberships": [{"role": "chief"}]}
    + {"kind": "person", "id": "ada", "other_names": ["B", "A"], "memberships": [{"role": "chief", "organization": "acme"}]}
    - {"kind": "person", "id": "bo", "memberships": [{"role": "chief"}], "identifiers": {"x": "1"}}
    + {"kind": "person", "id": "bo", "memberships": [{"role": "founder"}, {"role": "chief"}], "identifiers": {"x": "2"}}
    - {"kind": "event", "id": "vote"}
    + {"kind": "event", "id": "vote", "trigger": true, "issues": ["bridge"]}
    - {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-02-28", "label": "None"}
    + {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-02-28", "label": "No"}
= label: silence for Ada on “The bridge”, 28 Feb 2026: label is now No; before: None
= changed: Ada: memberships.0.organization is now acme; before: none
= changed: Ada: other names: order changed
= changed: Bo: identifiers.x is now 2; before: 1
= changed: Bo: memberships: added role founder
= changed: “A vote”, 10 Jan 2026: trigger is now true; before: none
= changed: The dataset: title is now B; before: A
whoever joins or leaves a panel is named
    {"kind": "person", "id": "ada"}
    {"kind": "person", "id": "bo"}
    - {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    + {"kind": "issue", "id": "bridge", "panel": [{"actor": "ada", "until": "2026-01-31"}, "bo"]}
= changed: “The bridge”: panel: added Ada (until 2026-01-31), Bo; removed Ada
= standing: Ada on “The bridge”: no longer in the panel
= standing: Bo on “The bridge”: now in the panel
a silence that became a statement is another record
    - {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-02-28", "label": "No comment"}
    + {"kind": "statement", "id": "l", "speaker": "ada", "date": "2026-02-28", "stance": "favor", "label": "Yes"}
= status: Ada on “The bridge”: public statement, for the proposition, 28 Feb 2026; before: no public statement found up to 28 Feb 2026
= gone: Ada on “The bridge”: no public statement found up to 28 Feb 2026, checked by Us
= new: Ada on “The bridge”: public statement, for the proposition, 28 Feb 2026: Some words.
a disputed record says so
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    + {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor", "verification": "disputed"}
    + {"kind": "tie", "id": "t", "actor": "ada", "verification": "disputed"}
= new: Ada on “The bridge”: public statement, for the proposition, 10 Jan 2026: Some words. (disputed)
= new: donation of Ada (disputed)
an actor without a record on an issue is unchecked there
    {"kind": "person", "id": "cy"}
    - {"kind": "silence", "id": "m", "actors": ["cy"], "date": "2026-02-20"}
    + {"kind": "person", "id": "bo"}
    + {"kind": "statement", "id": "s", "speaker": "bo", "date": "2026-01-21", "stance": "against"}
= status: Cy on “The bridge”: never looked for; before: no public statement found up to 20 Feb 2026
= status: Bo on “The bridge”: public statement, against the proposition, 21 Jan 2026; before: never looked for
= gone: Cy on “The bridge”: no public statement found up to 20 Feb 2026, checked by Us
= new: Bo, chief
= new: Bo on “The bridge”: public statement, against the proposition, 21 Jan 2026: Some words.
nobody stood anywhere on an issue that is new or gone
    - {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    + {"kind": "issue", "id": "toll", "title": "The toll", "panel": ["ada"], "since": "2026-01-02"}
= status: Ada on “The toll”: never looked for; the issue is new
= status: Ada on “The bridge”: the issue is gone; before: never looked for
= gone: “The bridge”
= new: “The toll”
a standing that stays may rest on another silence
    {"kind": "person", "id": "bo"}
    {"kind": "person", "id": "cy"}
    - {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"], "recheck_days": 300}
    + {"kind": "issue", "id": "bridge", "panel": ["bo", "cy"], "recheck_days": 30}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-20"}
    {"kind": "silence", "id": "m", "actors": ["bo"], "date": "2026-01-20"}
    + {"kind": "silence", "id": "n", "actors": ["bo"], "date": "2026-02-20", "response": "no-reply"}
    {"kind": "silence", "id": "o", "actors": ["cy"], "date": "2026-02-20"}
    + {"kind": "silence", "id": "k", "actors": ["cy"], "date": "2026-02-20"}
    + {"kind": "statement", "id": "s", "speaker": "cy", "date": "2026-02-20", "audience": "internal", "made_public": "2026-02-25", "stance": "favor"}
= changed: “The bridge”: panel: removed Ada
= standing: Ada on “The bridge”: no longer in the panel
= standing: Ada on “The bridge”: now overdue for a recheck
= standing: Bo on “The bridge”: no public statement found up to 20 Feb 2026 (no reply); before: no public statement found up to 20 Jan 2026
= standing: Cy on “The bridge”: no public statement found up to 20 Feb 2026, private remarks made known; before: no public statement found up to 20 Feb 2026
= standing: Cy on “The bridge”: private remarks are now known
= new: Cy on “The bridge”: internal statement, for the proposition, 20 Feb 2026: Some words.
= new: Bo on “The bridge”: no public statement found up to 20 Feb 2026 (no reply), checked by Us
= new: Cy on “The bridge”: no public statement found up to 20 Feb 2026, checked by Us
= deadline: “The bridge”: recheck days removed; before: 300
"""
"""What differs between two states, and below it, the sentences."""


@pytest.mark.parametrize(
    ("title", "text"), re.findall(r"^(\w.*)\n((?:[ =].*\n)+)", DIFFERENCES, re.MULTILINE)
)
def test_every_difference_is_a_sentence(title: str, text: str) -> None:
    expected = [line.removeprefix("= ") for line in text.splitlines() if line.startswith("= ")]

    assert expected == sentences(compare_lines(*both_states(text))), title


PEOPLE = """
    {"kind": "organization", "id": "acme"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
    - {"kind": "person", "id": "bo", "name": "Bo", "other_names": ["B"]}
    + {"kind": "person", "id": "bo", "name": "Bo", "other_names": ["B"], "note": "N."}
    {"kind": "issue", "id": "bridge"}
    {"kind": "issue", "id": "tunnel", "title": "The tunnel"}
    + {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "favor"}
    + {"kind": "silence", "id": "t", "actors": ["ada", "bo"], "date": "2026-01-09", "issue": "tunnel"}
    + {"kind": "correction", "id": "c", "corrects": "s"}
"""


@pytest.mark.parametrize(
    ("filters", "records"),
    [
        ({}, {"s", "t", "c", "bo", None}),
        ({"issues": ("the BRIDGE",)}, {"s", "c"}),
        ({"issues": ("tunnel", "bridge")}, {"s", "t", "c", None}),
        ({"people": ("b",)}, {"t", "bo", None}),
        ({"organizations": ("Acme",)}, {"s", "t", "c", None}),
        ({"issues": ("bridge",), "people": ("bo",)}, set()),
    ],
)
def test_filters_choose_changes(filters: dict[str, Any], records: set[str | None]) -> None:
    differences = compare_lines(*both_states(PEOPLE), **filters)

    assert records == {change.record for change in differences.changes}


@pytest.mark.parametrize("name", ["zoe", "acme", "bridge"])
def test_a_name_of_neither_side_is_unknown(name: str) -> None:
    with pytest.raises(UnknownNameError, match=f"unknown person: {name}"):
        compare_lines(*both_states(PEOPLE), people=(name,))


DAYS = """
    {"kind": "person", "id": "ada"}
    {"kind": "person", "id": "bo"}
    {"kind": "issue", "id": "bridge", "since": "2026-01-05", "until": "2026-01-25", "panel": ["ada"], "recheck_days": 5}
    {"kind": "event", "id": "vote", "date": "2026-01-10/2026-01-12"}
    {"kind": "petition", "id": "p", "published": "2026-01-11"}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-08"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-12", "stance": "favor", "recorded": "2026-01-15"}
    {"kind": "statement", "id": "w", "speaker": "ada", "date": "2026-01-12", "stance": "against", "recorded": "2026-01-15"}
    {"kind": "correction", "id": "c", "corrects": "w", "recorded": "2026-01-16"}
    {"kind": "statement", "id": "m", "speaker": "bo", "date": "2026-01-02", "stance": "favor", "audience": "internal", "made_public": "2026-01-12"}
    {"kind": "reply", "id": "r", "to": "s", "by": "ada", "date": "2026-01-14", "recorded": "2026-01-14"}
    {"kind": "tie", "id": "t", "actor": "ada", "date": "2026-01-12", "recorded": "2026-01-14"}
    {"kind": "tie", "id": "u", "actor": "ada", "recorded": "2026-01-14"}
"""


@pytest.fixture
def days(tmp_path: Path) -> Folder:
    return write(tmp_path / "days", both_states(DAYS)[0])


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ({"as_of": "2026-01-01..2026-01-05"}, "deadline bridge"),
        ({"as_of": "2026-01-05..2026-01-08"}, "status ada, new l"),
        ({"as_of": "2026-01-08..2026-01-10"}, ""),
        ({"as_of": "2026-01-10..2026-01-11"}, "new p"),
        (
            {"as_of": "2026-01-11..2026-01-12"},
            "status ada, standing bo, new vote, new s, new m, new t",
        ),
        ({"as_of": "2026-01-12..2026-01-14"}, "new r"),
        ({"as_of": "2026-01-24..2026-01-25"}, ""),
        ({"as_of": "2026-01-25..2026-01-26"}, "deadline bridge"),
        ({"as_of": "2026-02-25..2026-02-26"}, ""),
        ({"known_by": "2026-01-13..2026-01-14"}, "new t, new u"),
        ({"known_by": "2026-01-14..2026-01-15"}, "status ada, new s, new w, new r"),
        ({"known_by": "2026-01-15..2026-01-16"}, "withdrawn c, stance ada"),
    ],
)
def test_between_two_days_is_what_happened_or_was_recorded(
    days: Folder, flags: dict[str, str], expected: str
) -> None:
    differences = compare_sides(days, **flags).changes

    assert expected == ", ".join(
        f"{change.change} {change.record or change.actors[0]}" for change in differences
    )


def test_the_days_of_an_issue_are_sentences(days: Folder) -> None:
    differences = compare_sides(days, issues=("bridge",), as_of="2026-01-01..2026-02-01")

    assert [
        "“The bridge”: its first day was 5 Jan 2026",
        "“The bridge”: nothing is due after 25 Jan 2026",
    ] == [change.sentence for change in differences.changes if change.change == "deadline"]
    assert "1 Jan 2026" == differences.before.side.name
    assert "1 Feb 2026" == differences.after.side.name


def test_two_revisions_and_the_files_as_they_are(tmp_path: Path) -> None:
    before, after = both_states(PEOPLE)
    folder = write(tmp_path / "data", before)
    first = commit(tmp_path)
    write(tmp_path / "data", after)
    commit(tmp_path)
    write(tmp_path / "data", [*after, complete({"kind": "person", "id": "cy"})])
    committed = compare_sides(folder, rev=f"{first}..HEAD")
    working = compare_sides(folder, rev="HEAD..")

    assert {*sentences(compare_lines(before, after))} == {
        sentence.removesuffix("; recorded on 1 Feb 2026") for sentence in sentences(committed)
    }
    assert ["new: Cy, chief"] == sentences(working)
    assert ("HEAD", "the working tree") == (working.before.side.name, working.after.side.name)


@pytest.mark.parametrize("broken", ["A", "B"])
def test_a_side_that_does_not_load_is_named(tmp_path: Path, broken: str) -> None:
    folders = {
        name: write(tmp_path / name, [complete({"kind": "person", "id": "ada"})]) for name in "AB"
    }
    (tmp_path / broken / "x.jsonl").write_text("{\n")

    with pytest.raises(BrokenSideError) as caught:
        compare_folders(folders["A"], folders["B"])

    assert (
        f"{broken}: the dataset does not load (1 problem), so no answer is given"
        == caught.value.message
    )
    assert caught.value.problems
    assert 3 == caught.value.exit_status


@pytest.mark.slow
@tried(5, 1000)
@given(datasets(), datasets(), st.randoms(use_true_random=False))
def test_nothing_differs_exactly_when_the_data_version_is_the_same(
    lines: list[Line], other_lines: list[Line], chance: random.Random
) -> None:
    with suppress(BrokenSideError):
        differences = compare_lines(lines, other_lines)
        assert is_same_version(differences) == (not differences.changes)
        assert () == compare_with_another_writing(lines, chance).changes


@tried(5, 1000)
@given(datasets(), st.randoms(use_true_random=False))
def test_a_line_more_is_new(lines: list[Line], chance: random.Random) -> None:
    place = chance.randrange(len(lines))
    with suppress(BrokenSideError):
        differences = compare_lines(lines[:place] + lines[place + 1 :], lines)
        new = {
            change.record for change in differences.changes if change.change in ("new", "withdrawn")
        }

        assert {lines[place].get("id")} >= new
        assert is_same_version(differences) == (not differences.changes)


@pytest.mark.slow
@tried(8, 1000)
@given(datasets(), datasets(), st.randoms(use_true_random=False))
def test_standings_differ_on_no_issue_that_no_differing_record_is_about(
    lines: list[Line], other_lines: list[Line], chance: random.Random
) -> None:
    ids = {line.get("id") for line in lines}
    new_lines = [line for line in other_lines if line.get("id") not in ids]
    mixed = [line for line in [*lines, *new_lines] if chance.random() < 0.8]
    with suppress(BrokenSideError), pytest.MonkeyPatch.context() as patch:
        differences = compare_lines(lines, mixed).changes
        patch.setattr(changes.Comparison, "_touched_issues", lambda *_: None)

        assert compare_lines(lines, mixed).changes == differences


STATEMENT: Line = {
    "kind": "statement",
    "id": "s",
    "speaker": "ada",
    "date": "2026-01-09",
    "stance": "favor",
}


def is_same_version(differences: Changes) -> bool:
    return differences.before.version == differences.after.version


def compare_with_another_writing(lines: list[Line], chance: random.Random) -> Changes:
    """Compare a dataset with itself: shuffled, in two files, a line twice, other line ends."""
    shuffled = [*chance.sample(lines, len(lines)), *lines[:1]]
    texts = [json.dumps(dict(chance.sample(list(line.items()), len(line)))) for line in shuffled]
    cut = chance.randint(0, len(lines))
    with TemporaryDirectory() as place:
        before = write(Path(place, "A"), lines)
        after = write(Path(place, "B"), ())
        for name, part in (("z.jsonl", texts[:cut]), ("a.jsonl", texts[cut:])):
            (after.path / name).write_bytes("\r\n".join(part).encode())
        return compare_folders(before, after)


def test_when_another_dataset_recorded_the_same_is_no_change(tmp_path: Path) -> None:
    shared = [complete(line) for line in ALWAYS]
    statement = complete(STATEMENT | {"date": "2026-01-10"})
    first, last = (
        write(tmp_path / day, [*shared, statement | {"recorded": day}])
        for day in ("2026-02-01", "2026-02-02")
    )

    assert sentences(compare_folders(first, last, apart=True)) == []
    assert sentences(compare_folders(first, last)) == [
        "changed: Ada on “The bridge”, 10 Jan 2026: recorded is now 2026-02-02; before: 2026-02-01"
    ]
