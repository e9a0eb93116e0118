"""What differs between two states, in words. Lines of a docstring marked - are of the first, + of the second."""

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
from tests.datasets import SOURCE, complete, write
from tests.depth import tried
from tests.index.strategies import datasets
from tests.repositories import commit

from stancetracker.base.errors import UnknownNameError
from stancetracker.contribute import changes, states
from stancetracker.contribute.changes import Change, Changes
from stancetracker.contribute.states import BrokenSideError, Side
from stancetracker.index.queries import Question
from stancetracker.ledger.folder import Folder

Line = dict[str, Any]
ALWAYS: tuple[Line, ...] = ({"kind": "person", "id": "ada"}, {"kind": "issue", "id": "bridge"})
ASKED = Question("2026-03-01")


def two(docstring: str | None) -> tuple[list[Line], list[Line]]:
    """The lines of both states; unmarked ones are of both, as are Ada and the bridge where nothing is said of them."""
    both = [complete(line) for line in ALWAYS if f'"id": "{line["id"]}"' not in (docstring or "")]
    before, after = [*both], [*both]
    for text in (line.strip() for line in (docstring or "").splitlines()):
        mark, text = (text[0], text[1:].strip()) if text[:1] in "+-" and text else ("", text)
        if text.startswith("{"):
            line = complete(json.loads(text))
            before += [line] if mark != "+" else []
            after += [line] if mark != "-" else []
    return before, after


def compared(before: Iterable[Line], after: Iterable[Line], **only: Any) -> Changes:
    with TemporaryDirectory() as both:
        return of_folders(write(Path(both, "A"), before), write(Path(both, "B"), after), **only)


def of_folders(before: Folder, after: Folder, *, apart: bool = False, **only: Any) -> Changes:
    """What differs between two datasets, as if they were two states of one."""
    one, other = (
        Side(name, folder._replace(cached=False), ASKED._replace(**only), apart=apart)
        for name, folder in (("A", before), ("B", after))
    )
    return changes.compare((one, other))


def typed(folder: Folder, **given: Any) -> Changes:
    """What differs in a dataset by what a person types."""
    return changes.compare(
        states.sides("2026-03-01", lambda _: folder._replace(cached=False), **given)
    )


def told(found: Changes) -> list[str]:
    return [f"{change.change}: {change.sentence}" for change in found.changes]


DIFFERENCES = """
an altered quote comes first
    - {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "favor", "summary": null, "quote": "Build it.", "wording": "verbatim", "language": "en"}
    + {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "against", "summary": null, "quote": "Build it not.", "wording": "excerpt", "language": "en"}
= altered-quote: Ada on “The bridge”, 9 Jan 2026: quote is now “Build it not.”; before: “Build it.”
= stance: Ada on “The bridge”: public statement, against, 9 Jan 2026; before: public statement, in favor, 9 Jan 2026
= changed: Ada on “The bridge”, 9 Jan 2026: stance is now against; before: favor
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
= standing: Ada on “The bridge”: public statement, in favor, 9 Jan 2026 (t); before: public statement, in favor, 9 Jan 2026 (s)
= changed: Ada on “The bridge”, 9 Jan 2026: wording removed; before: verbatim
= changed: Ada on “The bridge”, 9 Jan 2026: quote is now No.; before: none
= changed: Ada on “The bridge”, 9 Jan 2026: wording is now verbatim; before: none
standings change with their records
    {"kind": "person", "id": "bo"}
    - {"kind": "issue", "id": "bridge", "panel": ["ada", "bo"]}
    + {"kind": "issue", "id": "bridge", "panel": ["bo", "ada", "acme"], "recheck_days": 365}
    {"kind": "organization", "id": "acme"}
    + {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-20", "response": "declined"}
= status: Ada on “The bridge”: no public statement found as of 20 Jan 2026 (declined); before: unchecked
= standing: Acme on “The bridge”: now in the panel
= new: Ada on “The bridge”: no public statement found as of 20 Jan 2026 (declined), searched by Us
= deadline: “The bridge”: recheck days is now 365; before: none
= changed: “The bridge”: panel: added Acme
a correction withdraws
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "favor"}
    {"kind": "statement", "id": "t", "speaker": "ada", "date": "2026-01-09", "stance": "favor"}
    - {"kind": "statement", "id": "u", "speaker": "ada", "date": "2026-01-09", "stance": "neither"}
    + {"kind": "correction", "id": "c", "corrects": "s", "type": "supersession", "replacement": "t"}
    + {"kind": "correction", "id": "d", "corrects": "u", "type": "redaction", "reason": "The law."}
    - {"kind": "correction", "id": "e", "corrects": "t"}
= standing: Ada on “The bridge”: public statement, in favor, 9 Jan 2026 (t); before: public statement, in favor, 9 Jan 2026 (s)
= withdrawn: A supersession withdraws the statement of Ada on “The bridge”, 9 Jan 2026, replaced by t: It was wrong.
= withdrawn: A redaction withdraws the statement of Ada on “The bridge”, 9 Jan 2026: The law.
= gone: Ada on “The bridge”: public statement, taking no side, 9 Jan 2026: Some words.
= gone: the retraction of t
every kind is told by its name
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
fields are told one by one
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
= changed: The dataset: title is now B; before: A
= changed: Ada: memberships.0.organization is now acme; before: none
= changed: Ada: other names: order changed
= changed: Bo: identifiers.x is now 2; before: 1
= changed: Bo: memberships: added role founder
= changed: “A vote”, 10 Jan 2026: trigger is now true; before: none
a record under another id is one record
    - {"kind": "person", "id": "ada"}
    + {"kind": "person", "id": "ada-b", "name": "Ada B", "former_ids": ["ada"]}
    - {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    + {"kind": "issue", "id": "span", "panel": ["ada-b"]}
    - {"kind": "petition", "id": "p", "demands": [{"id": "d", "text": "Build."}]}
    + {"kind": "petition", "id": "q", "demands": [{"id": "d", "text": "Build."}], "issue": "span"}
    - {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "favor", "demands": ["p/d"]}
    + {"kind": "statement", "id": "t", "speaker": "ada-b", "date": "2026-01-09", "stance": "favor", "issue": "span", "demands": ["q/d"], "recorded": "2026-02-09"}
    - {"kind": "reply", "id": "r", "to": "s", "by": "ada"}
    + {"kind": "reply", "id": "r", "to": "t", "by": "ada-b"}
= changed: Ada B: former ids is now ada; before: none
= changed: Ada B: name is now Ada B; before: Ada
= changed: Ada B on “The bridge”, 9 Jan 2026: recorded is now 2026-02-09; before: 2026-02-01
= id: Ada B: id is now ada-b; before: ada
= id: “The bridge”: id is now span; before: bridge
= id: “A letter”: id is now q; before: p
= id: Ada B on “The bridge”, 9 Jan 2026: id is now t; before: s
of two that became one one is gone
    - {"kind": "organization", "id": "acme"}
    - {"kind": "organization", "id": "bcme"}
    + {"kind": "organization", "id": "new", "name": "Bcme", "former_ids": ["acme", "bcme"]}
    - {"kind": "organization", "id": "x1", "name": "X"}
    - {"kind": "organization", "id": "x2", "name": "X"}
    + {"kind": "organization", "id": "x3", "name": "X"}
= gone: Acme
= gone: X
= changed: Bcme: former ids is now acme, bcme; before: none
= id: Bcme: id is now new; before: bcme
= id: X: id is now x3; before: x1
a look that became a statement is another record
    - {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-02-28", "label": "No comment"}
    + {"kind": "statement", "id": "l", "speaker": "ada", "date": "2026-02-28", "stance": "favor", "label": "Yes"}
= status: Ada on “The bridge”: public statement, in favor, 28 Feb 2026; before: no public statement found as of 28 Feb 2026
= gone: Ada on “The bridge”: no public statement found as of 28 Feb 2026, searched by Us
= new: Ada on “The bridge”: public statement, in favor, 28 Feb 2026: Some words.
what is disputed is told as such
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    + {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-10", "stance": "favor", "verification": "disputed"}
    + {"kind": "tie", "id": "t", "actor": "ada", "verification": "disputed"}
= new: Ada on “The bridge”: public statement, in favor, 10 Jan 2026: Some words. (disputed)
= new: donation of Ada (disputed)
who is in no list of an issue is unchecked there
    {"kind": "person", "id": "cy"}
    - {"kind": "silence", "id": "m", "actors": ["cy"], "date": "2026-02-20"}
    + {"kind": "person", "id": "bo"}
    + {"kind": "statement", "id": "s", "speaker": "bo", "date": "2026-01-21", "stance": "against"}
= status: Cy on “The bridge”: unchecked; before: no public statement found as of 20 Feb 2026
= status: Bo on “The bridge”: public statement, against, 21 Jan 2026; before: unchecked
= gone: Cy on “The bridge”: no public statement found as of 20 Feb 2026, searched by Us
= new: Bo, chief
= new: Bo on “The bridge”: public statement, against, 21 Jan 2026: Some words.
of an issue that is new or gone nobody stood anywhere
    - {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    + {"kind": "issue", "id": "toll", "title": "The toll", "panel": ["ada"], "since": "2026-01-02"}
= status: Ada on “The toll”: unchecked; the issue is new
= status: Ada on “The bridge”: the issue is gone; before: unchecked
= gone: “The bridge”
= new: “The toll”
what stays silent may be told by another look
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
= standing: Ada on “The bridge”: no longer in the panel
= standing: Ada on “The bridge”: now not rechecked in time
= standing: Bo on “The bridge”: no public statement found as of 20 Feb 2026 (no reply); before: no public statement found as of 20 Jan 2026
= standing: Cy on “The bridge”: no public statement found as of 20 Feb 2026, reported, not public; before: no public statement found as of 20 Feb 2026
= standing: Cy on “The bridge”: now reported, not public
= new: Cy on “The bridge”: internal statement, in favor, 20 Feb 2026: Some words.
= new: Bo on “The bridge”: no public statement found as of 20 Feb 2026 (no reply), searched by Us
= new: Cy on “The bridge”: no public statement found as of 20 Feb 2026, searched by Us
= deadline: “The bridge”: recheck days removed; before: 300
= changed: “The bridge”: panel: removed Ada
"""  # noqa: E501
"""What differs between two states, and below it, the sentences."""


@pytest.mark.parametrize(
    ("title", "text"), re.findall(r"^(\w.*)\n((?:[ =].*\n)+)", DIFFERENCES, re.MULTILINE)
)
def test_every_difference_is_a_sentence(title: str, text: str) -> None:
    sentences = [line.removeprefix("= ") for line in text.splitlines() if line.startswith("= ")]

    assert sentences == told(compared(*two(text))), title


PEOPLE = """
    {"kind": "organization", "id": "acme"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
    - {"kind": "person", "id": "bob", "name": "Bo", "other_names": ["B"]}
    + {"kind": "person", "id": "bo", "name": "Bo", "other_names": ["B"]}
    {"kind": "issue", "id": "bridge"}
    {"kind": "issue", "id": "tunnel", "title": "The tunnel"}
    + {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "favor"}
    + {"kind": "silence", "id": "t", "actors": ["ada", "bo"], "date": "2026-01-09", "issue": "tunnel"}
    + {"kind": "correction", "id": "c", "corrects": "s"}
"""


@pytest.mark.parametrize(
    ("only", "records"),
    [
        ({}, {"s", "t", "c", "bo", None}),
        ({"issues": ("the BRIDGE",)}, {"s", "c"}),
        ({"issues": ("tunnel", "bridge")}, {"s", "t", "c", None}),
        ({"people": ("b",)}, {"t", "bo", None}),
        ({"people": ("bob",)}, {"t", "bo", None}),
        ({"organizations": ("Acme",)}, {"s", "t", "c", None}),
        ({"issues": ("bridge",), "people": ("bo",)}, set()),
    ],
)
def test_filters_choose_changes(only: dict[str, Any], records: set[str | None]) -> None:
    found = compared(*two(PEOPLE), **only)

    assert records == {change.record for change in found.changes}


@pytest.mark.parametrize("name", ["zoe", "acme", "bridge"])
def test_a_name_of_neither_side_is_unknown(name: str) -> None:
    with pytest.raises(UnknownNameError, match=f"unknown person: {name}"):
        compared(*two(PEOPLE), people=(name,))


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
"""  # noqa: E501


@pytest.fixture
def days(tmp_path: Path) -> Folder:
    return write(tmp_path / "days", two(DAYS)[0])


@pytest.mark.parametrize(
    ("given", "expected"),
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
        ({"known_by": "2026-01-13..2026-01-14"}, "new r"),
        ({"known_by": "2026-01-14..2026-01-15"}, "status ada, new s, new w"),
        ({"known_by": "2026-01-15..2026-01-16"}, "stance ada, withdrawn c"),
    ],
)
def test_between_two_days_is_what_happened_or_was_recorded(
    days: Folder, given: dict[str, str], expected: str
) -> None:
    found = typed(days, **given).changes

    assert expected == ", ".join(f"{one.change} {one.record or one.actors[0]}" for one in found)


def test_the_days_of_an_issue_are_sentences(days: Folder) -> None:
    found = typed(days, issues=("bridge",), as_of="2026-01-01..2026-02-01")
    passed = [change.sentence for change in found.changes if change.change == "deadline"]

    began, ended = "its first day was 5 Jan 2026", "nothing is due after 25 Jan 2026"
    assert [f"“The bridge”: {began}", f"“The bridge”: {ended}"] == passed
    assert ("1 Jan 2026", "1 Feb 2026") == (found.before.side.name, found.after.side.name)


def test_two_revisions_and_the_files_as_they_are(tmp_path: Path) -> None:
    before, after = two(PEOPLE)
    folder = write(tmp_path / "data", before)
    first = commit(tmp_path)
    write(tmp_path / "data", after)
    commit(tmp_path)
    write(tmp_path / "data", [*after, complete({"kind": "person", "id": "cy"})])
    committed = typed(folder, rev=f"{first}..HEAD")
    working = typed(folder, rev="HEAD..")

    assert told(compared(before, after)) == told(committed)
    assert ["new: Cy, chief"] == told(working)
    assert ("HEAD", "the working tree") == (working.before.side.name, working.after.side.name)


SAID = {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-09", "stance": "favor"}
AWAY = {"kind": "correction", "corrects": "s", "type": "redaction", "reason": "A court said so."}
URL = SOURCE["url"]


@pytest.mark.parametrize(
    ("after", "done"),
    [
        ([SAID], []),
        ([SAID | {"stance": "against"}], ["rewritten stance"]),
        ([SAID | {"recorded": "2026-01-31"}], ["rewritten recorded"]),
        ([SAID | {"note": "Later."}], ["rewritten note"]),
        ([SAID | {"id": "t"}], ["rewritten id"]),
        ([SAID | {"sources": [SOURCE | {"url": f"{URL}/b"}]}], ["rewritten sources.0.url"]),
        ([SAID | {"sources": [SOURCE, SOURCE]}], ["rewritten sources"]),
        (
            [SAID | {"sources": [SOURCE | {"archive_url": URL, "sha256": "0" * 64}]}],
            ["completed"] * 2,
        ),
        (
            [SAID | {"stance_basis": "inferred", "coded_by": "Us", "note": "N."}],
            ["completed"] * 2 + ["rewritten note"],
        ),
        ([], ["rewritten None"]),
        ([AWAY], []),
        ([SAID, AWAY | {"type": "retraction"}], []),
    ],
)
def test_what_is_done_to_a_line_of_the_past(
    tmp_path: Path, after: list[Line], done: list[str]
) -> None:
    folder = write(tmp_path / "data", map(complete, (*ALWAYS, SAID)))._replace(cached=False)
    commit(tmp_path)
    changed = {"kind": "person", "id": "ada", "name": "Ada B."}
    write(folder.path, [complete(line) for line in (changed, *ALWAYS[1:], *after)])
    found = [one for one in typed(folder, rev="HEAD..").changes if one.history]

    assert done == sorted(
        f"{one.history} {one.field}" if one.history == "rewritten" else one.history for one in found
    )
    assert [one.history == "rewritten" for one in found] == [
        "a `correction` keeps history" in one.sentence for one in found
    ]


@pytest.mark.parametrize("broken", ["A", "B"])
def test_a_side_that_does_not_load_is_named(tmp_path: Path, broken: str) -> None:
    folders = {
        name: write(tmp_path / name, [complete({"kind": "person", "id": "ada"})]) for name in "AB"
    }
    (tmp_path / broken / "x.jsonl").write_text("{\n")

    with pytest.raises(BrokenSideError) as caught:
        of_folders(folders["A"], folders["B"])

    assert (
        f"{broken}: the dataset does not load (1 problem), so no answer is given"
        == caught.value.message
    )
    assert caught.value.problems
    assert 3 == caught.value.exit_status


@tried(10, 1000)
@given(datasets(), datasets(), st.randoms(use_true_random=False))
def test_nothing_differs_exactly_when_the_data_version_is_the_same(
    lines: list[Line], others: list[Line], chance: random.Random
) -> None:
    """And one line more is told."""
    with suppress(BrokenSideError):
        found = compared(lines, others)
        assert (found.before.version == found.after.version) == (not found.changes)
        assert _same(lines, chance) == ()
        gone = chance.randrange(len(lines))
        found = compared(lines[:gone] + lines[gone + 1 :], lines)
        new = {change.record for change in found.changes if change.change in ("new", "withdrawn")}

        assert {lines[gone].get("id")} >= new
        assert (found.before.version == found.after.version) == (not found.changes)


def _same(lines: list[Line], chance: random.Random) -> tuple[Change, ...]:
    """What differs between a dataset and itself: shuffled, in two files, a line twice, other line ends."""
    other = chance.sample(lines, len(lines))
    cut = chance.randint(0, len(other))
    texts = [
        json.dumps(dict(chance.sample(list(line.items()), len(line))))
        for line in [*other, *lines[:1]]
    ]
    with TemporaryDirectory() as both:
        one, again = write(Path(both, "A"), lines), write(Path(both, "B"), ())
        for name, part in (("z.jsonl", texts[:cut]), ("a.jsonl", texts[cut:])):
            (again.path / name).write_bytes("\r\n".join(part).encode())
        return of_folders(one, again).changes


def test_when_another_dataset_recorded_the_same_is_no_change(tmp_path: Path) -> None:
    said = complete(
        {"kind": "statement", "speaker": "ada", "date": "2026-01-10", "stance": "favor"}
    )
    first, last = (
        write(tmp_path / day, [*map(complete, ALWAYS), said | {"id": "s", "recorded": day}])
        for day in ("2026-02-01", "2026-02-02")
    )

    assert told(of_folders(first, last, apart=True)) == []
    assert told(of_folders(first, last)) == [
        "changed: Ada on “The bridge”, 10 Jan 2026: recorded is now 2026-02-02; before: 2026-02-01"
    ]
