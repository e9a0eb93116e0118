"""History is set inclusion: each line of the base stays, for every field of every kind.

The changes are made from the model, so that a field that is added tomorrow is tried tomorrow.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from tests.datasets import Line, complete, write
from tests.hostile.records import every_kind
from tests.loading import opening

from stancetracker.base.errors import Problem, UsageError
from stancetracker.contribute import add, amend, inclusion
from stancetracker.contribute.inclusion import Base, Inclusion
from stancetracker.contribute.states import BrokenSideError
from stancetracker.index.resolution import ABOUT
from stancetracker.ledger.jsonl import read_line
from stancetracker.ledger.kinds import CLASS_BY_KIND
from stancetracker.ledger.lines import StoredLine, lines_in
from stancetracker.ledger.old_format import OldFormatError
from stancetracker.ledger.record import OF_EVERY_KIND

TODAY = "2026-03-01"
BASE_DAY = "2026-02-25"
FILE = "all.jsonl"
KINDS = {line["kind"]: line for line in reversed(every_kind())}
FIELDS = [(kind, field) for kind in KINDS for field in CLASS_BY_KIND[kind].model_fields]


def text_of(lines: Iterable[Line]) -> str:
    return "".join(json.dumps(line) + "\n" for line in lines)


def stored(text: str, file: str = FILE) -> list[StoredLine]:
    return [*lines_in({file: text.encode()})]


def base(lines: Sequence[Line]) -> Base:
    return Base("HEAD^1", stored(text_of(lines)), BASE_DAY)


def compared(before: Sequence[Line], text: str, **options: bool) -> Inclusion:
    return inclusion.compare(base(before), stored(text), TODAY, **options)


def codes(result: Inclusion) -> list[str]:
    return [problem.code for problem in result.problems]


def pasted(text: str, result: Inclusion) -> str:
    """Return the text of a file once every remedy is pasted where it says."""
    rows = text.split("\n")
    for remedy in sorted(result.remedies, key=lambda one: one.place, reverse=True):
        if remedy.replaces:
            rows[remedy.place.line - 1 : remedy.place.line] = remedy.lines
    appended = [line for one in result.remedies if not one.replaces for line in one.lines]
    return "\n".join([*rows[:-1], *appended, ""])


def changed(value: Any) -> Any:
    """Return another value of the same type, as a stranger would write it."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    if isinstance(value, list):
        return value[:-1] if value else ["added"]
    if isinstance(value, dict):
        return {**value, "added": "x"}
    return f"{value or 'added'}-x"


@pytest.mark.parametrize(("kind", "field"), FIELDS)
def test_a_field_changed_in_place_is_red_and_its_remedy_is_green(kind: str, field: str) -> None:
    lines = every_kind()
    at = next(n for n, line in enumerate(lines) if line["kind"] == kind)
    edited = deepcopy(lines)
    edited[at][field] = changed(edited[at].get(field))
    if field == "kind":
        edited[at]["kind"] = next(other for other in KINDS if other != kind)
    text = text_of(edited)
    result = compared(lines, text)

    assert "rewritten-history" in codes(result)
    assert json.dumps(lines[at]) in result.remedies[0].lines
    whole = pasted(text, result)
    assert [] == codes(compared(lines, whole)), whole
    is_fixed = field in ("kind", "id", *ABOUT.get(kind, ()), *OF_EVERY_KIND)
    assert is_fixed == (len(result.remedies[0].lines) == 1)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_changes_by_amend_are_green(kind: str, tmp_path: Path) -> None:
    """Each change of a field that the record can have becomes a version, one after the other."""
    lines = [complete(line) for line in every_kind()]
    folder = write(tmp_path, lines)
    values = next(line for line in lines if line["kind"] == kind)
    amended = []
    for field in CLASS_BY_KIND[kind].model_fields:
        dataset = opening(folder)
        id = str(values.get("id", ""))
        after = {**dataset.values_as_written(id)}
        after[field] = changed(after.get(field))
        with suppress(UsageError):
            plan = amend.plan_version(dataset, id, after, "Because.", TODAY)
            if not plan.blockers:
                add.write(plan)
                amended.append(field)

    assert amended
    assert {*amended}.isdisjoint((*ABOUT.get(kind, ()), *OF_EVERY_KIND))
    result = inclusion.compare(base(lines), inclusion.files_of(folder), TODAY)
    assert [] == codes(result)
    assert len(lines) + len(amended) == len(inclusion.files_of(folder))


@pytest.mark.parametrize("kind", KINDS)
def test_a_field_removed_in_place_is_red(kind: str) -> None:
    for field in KINDS[kind]:
        lines = every_kind()
        line = next(line for line in lines if line["kind"] == kind)
        if field == "kind" or field not in line:
            continue
        edited = [
            {name: value for name, value in one.items() if one is not line or name != field}
            for one in lines
        ]

        assert "rewritten-history" in codes(compared(lines, text_of(edited))), field


@pytest.mark.parametrize("kind", KINDS)
def test_a_removed_line_is_red_and_its_remedy_is_green(kind: str) -> None:
    lines = every_kind()
    gone = next(line for line in lines if line["kind"] == kind)
    text = text_of(line for line in lines if line is not gone)
    result = compared(lines, text)

    assert ["rewritten-history"] == codes(result)
    assert "the line was removed" in result.problems[0].message
    assert [json.dumps(gone)] == [*result.remedies[0].lines]
    assert [] == codes(compared(lines, pasted(text, result)))


def with_day(kind: str, day: str) -> Line:
    line = {**KINDS[kind], "recorded": day}
    return {**line, "id": f"new-{kind}"} if kind != "dataset" else line


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_line_backdated_by_eight_days_is_red_and_its_remedy_is_green(kind: str) -> None:
    lines = [{"kind": "organization", "id": "first", "name": "First"}]
    for day, expected in (("2026-02-17", ["wrong-recorded"]), ("2026-02-18", [])):
        text = text_of([*lines, with_day(kind, day)])
        result = compared(lines, text)

        assert expected == codes(result)
        assert [] == codes(compared(lines, pasted(text, result)))


def redaction_of(id: str, *lines: Line) -> Line:
    """Return a redaction of a record that names these lines."""
    hashes = [line.sha256 for text in map(json.dumps, lines) for line in stored(f"{text}\n")]
    return {
        "kind": "correction",
        "id": "redacted",
        "type": "redaction",
        "corrects": id,
        "reason": "The law.",
        "removed": [{"sha256": sha256} for sha256 in hashes],
        "recorded": TODAY,
    }


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "dataset"])
def test_a_redacted_line_is_red_until_it_is_allowed(kind: str) -> None:
    lines = every_kind()
    gone = next(line for line in lines if line["kind"] == kind)
    redaction = redaction_of(gone["id"], gone)
    text = text_of([*(line for line in lines if line is not gone), redaction])
    [red] = compared(lines, text).problems
    [allowed] = compared(lines, text, allow_redaction=True).problems

    assert ("removed-by-redaction", "error", "redacted") == (red.code, red.severity, red.record)
    assert ("removed-by-redaction", "notice") == (allowed.code, allowed.severity)


def test_a_redaction_whose_lines_are_still_there_is_red_though_it_is_allowed() -> None:
    lines = every_kind()
    [said] = [line for line in lines if line.get("id") == "said"]
    both = [*lines, redaction_of("said", said)]

    assert ["redacted-line", "removed-by-redaction"] == codes(compared(lines, text_of(both)))
    allowed = compared(lines, text_of(both), allow_redaction=True)
    assert [("redacted-line", "error"), ("removed-by-redaction", "notice")] == [
        (problem.code, problem.severity) for problem in allowed.problems
    ]
    assert [] == codes(compared(both, text_of(both))), "it is not new"
    version = {**said, "version": 2, "reason": "R.", "recorded": TODAY}
    assert ["redacted-line"] == codes(compared(both, text_of([*both, version])))


@pytest.mark.parametrize("number", [3, 10**9])
def test_a_version_with_too_high_a_number_is_red_and_its_remedy_is_green(number: int) -> None:
    lines = every_kind()
    [said] = [line for line in lines if line.get("id") == "said"]
    version = {**said, "version": number, "stance": "against", "reason": "R.", "recorded": TODAY}
    text = text_of([*lines, version])
    result = compared(lines, text)

    assert ["version-too-high"] == codes(result)
    assert [] == codes(compared(lines, pasted(text, result)))


def test_a_record_begins_with_its_first_version() -> None:
    lines = every_kind()
    begun = {"kind": "person", "id": "new", "name": "New", "memberships": [{"role": "chief"}]}
    version = {**begun, "version": 7, "reason": "R.", "recorded": TODAY}

    assert ["version-too-high"] == codes(compared(lines, text_of([*lines, version])))


def test_a_redaction_removes_lines_of_its_record_alone() -> None:
    lines = every_kind()
    [said] = [line for line in lines if line.get("id") == "said"]
    [gift] = [line for line in lines if line.get("id") == "gift"]
    rest = [line for line in lines if line not in (said, gift)]
    redaction = redaction_of("said", said, gift)

    assert ["rewritten-history", "removed-by-redaction", "redacts-nothing"] == codes(
        compared(lines, text_of([*rest, redaction]))
    )


def reordered(lines: Sequence[Line]) -> Iterator[dict[str, str]]:
    """Yield files with the same lines in other orders, formats and files."""
    yield {FILE: text_of(reversed(lines))}
    yield {FILE: "".join(f"{json.dumps(line, indent=None, sort_keys=True)}\n" for line in lines)}
    yield {FILE: "".join(f" {json.dumps(line, separators=(',', ':'))} \n" for line in lines)}
    yield {FILE: "".join(f"{json.dumps(line, ensure_ascii=True)}\r\n" for line in lines)}
    yield {"in/moved.jsonl": text_of(lines[:3]), "rest.jsonl": text_of(lines[3:])}
    yield {FILE: text_of(lines), "again.jsonl": text_of(lines)}


def test_lines_may_be_reordered_reformatted_and_moved() -> None:
    lines = [*every_kind(), {"kind": "organization", "id": "oe", "name": "Öl \U0001f600 # ["}]
    for files in reordered(lines):
        here = [*lines_in({name: text.encode() for name, text in files.items()})]
        result = inclusion.compare(base(lines), here, TODAY)

        assert ([], []) == ([*result.problems], [*result.remedies]), files


def version_of(line: Line, number: int, **fields: Any) -> Line:
    return {**line, **fields, "version": number, "recorded": TODAY, "reason": "Because."}


def test_second_versions_of_two_branches_one_after_the_other_are_green() -> None:
    lines = every_kind()
    ada = next(line for line in lines if line.get("id") == "ada")
    first = [*lines, version_of(ada, 2, name="Ada B")]
    second = [*first, version_of(ada, 3, name="Ada B", note="Both.")]

    assert [] == codes(compared(lines, text_of(first)))
    assert [] == codes(compared(first, text_of(second)))


def test_an_edit_beside_other_versions_becomes_the_next_of_them() -> None:
    lines = every_kind()
    ada = next(line for line in lines if line.get("id") == "ada")
    before = [*lines, version_of(ada, 2, name="Ada B")]
    edited = [*lines, version_of(ada, 2, name="Ada C")]
    result = compared(before, text_of(edited))
    old, new = map(json.loads, result.remedies[0].lines)

    assert ("Ada B", 2) == (old["name"], old["version"])
    assert ("Ada C", 3, TODAY, "…") == (
        new["name"],
        new["version"],
        new["recorded"],
        new["reason"],
    )


def test_an_edited_older_version_is_put_back_alone() -> None:
    lines = every_kind()
    ada = next(line for line in lines if line.get("id") == "ada")
    before = [*lines, version_of(ada, 2, name="Ada B")]
    edited = [{**line, "name": "X"} if line is ada else line for line in before]
    result = compared(before, text_of(edited))

    assert [json.dumps(ada)] == [*result.remedies[0].lines]
    assert "change the newest version" in str(result.problems[0].hint)


def test_a_rewritten_line_says_where_it_stands_and_what_differs() -> None:
    lines = [{"kind": "organization", "id": "acme", "name": "Acme"}, KINDS["dataset"]]
    edited = [KINDS["dataset"], {"kind": "organization", "id": "acme", "name": "Bcme"}]
    [problem] = compared(lines, text_of(edited)).problems

    assert (FILE, 2) == problem.place[:2]
    assert problem.line_text is not None
    assert problem.line_text[problem.place.column - 1 :].startswith('"Bcme"')
    assert "acme: the line was changed: name is now “Bcme”, was “Acme”" == problem.message


def test_a_new_line_needs_a_day_that_is_not_to_come() -> None:
    lines = [{"kind": "organization", "id": "acme", "name": "Acme"}]
    new = {"kind": "organization", "id": "b", "name": "B"}
    for day, words in ((None, "has no `recorded`"), ("2026-03-02", "after today")):
        line = {**new, "recorded": day} if day else new
        [problem] = compared(lines, text_of([*lines, line])).problems

        assert ("wrong-recorded", True) == (problem.code, words in problem.message)


def test_a_new_line_is_not_recorded_before_what_it_names() -> None:
    lines = [{"kind": "organization", "id": "acme", "name": "Acme"}]
    eve = {"kind": "person", "id": "eve", "name": "Eve", "recorded": "2026-02-28"}
    said = {**KINDS["statement"], "id": "new", "speaker": "eve", "demands": []}
    for day, expected in (("2026-02-27", ["wrong-recorded"]), ("2026-02-28", [])):
        text = text_of([*lines, eve, {**said, "recorded": day}])

        assert expected == codes(compared(lines, text))


def test_an_empty_base_takes_any_day() -> None:
    lines = [line for line in every_kind() if line.get("type") != "redaction"]

    assert [] == codes(compared([], text_of([*lines, with_day("person", "1999-01-01")])))


def test_the_newest_day_of_the_base_counts_if_it_is_later_than_its_commit() -> None:
    lines = [{"kind": "organization", "id": "a", "name": "A", "recorded": "2026-02-28"}]
    new = {"kind": "organization", "id": "b", "name": "B", "recorded": "2026-02-20"}

    assert ["wrong-recorded"] == codes(compared(lines, text_of([*lines, new])))


OLD_LINES = {
    "amendments": {
        **KINDS["correction"],
        "type": "amendment",
        "field": "date",
        "old": "2026",
        "stays": "nowhere",
    },
    "former ids": {**KINDS["person"], "former_ids": ["a"], "stays": "nowhere"},
    "panels with days of recording": {
        **KINDS["issue"],
        "panel": [{"actor": "ada", "removed": "2026-01-01"}],
        "stays": "nowhere",
    },
}
"""Lines of the earlier format; their last field is one that this version can't read either."""


@pytest.mark.parametrize("what", OLD_LINES)
def test_a_base_in_the_format_of_an_earlier_version_is_refused_by_name(what: str) -> None:
    with pytest.raises(OldFormatError, match=f"HEAD\\^1 is in the format of .* 0.3.0.*{what}"):
        compared([OLD_LINES[what]], text_of([KINDS["dataset"]]))


def test_a_base_that_can_not_be_read_is_not_compared() -> None:
    with pytest.raises(BrokenSideError) as raised:
        compared([{"kind": "person", "id": "a", "naem": "A"}], text_of([KINDS["dataset"]]))

    assert raised.value.message.startswith("HEAD^1: the dataset does not load")


def test_lines_that_are_taken_out_are_found_among_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """No line is hashed that stands here as it stands there."""
    lines = [{"kind": "organization", "id": f"a-{n}", "name": "A"} for n in range(1_000)]
    hashed: list[str] = []

    def sha256(line: StoredLine) -> str:
        hashed.append(line.id)
        return line.id

    monkeypatch.setattr(StoredLine, "sha256", property(sha256))
    problems: Sequence[Problem] = compared(lines, text_of(lines[1:])).problems

    assert ["a-0"] == [problem.message.partition(":")[0] for problem in problems]
    assert {"a-0"} == {*hashed}


def test_what_stands_in_every_kind_can_be_read() -> None:
    unread = [line for line in every_kind() if read_line(json.dumps(line)).record is None]

    assert [] == unread
