"""What a check finds beside the checks themselves, and what reformatting touches."""

import json
from collections import Counter
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

import pytest
from tests.contribute.conftest import a_silence, a_statement
from tests.datasets import complete, write
from tests.repositories import commit

from stancetracker.base.errors import Place, Problem, WriteError
from stancetracker.contribute.check import CheckResult, Reformatting, check, reformat
from stancetracker.ledger import journal
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.promise import PENDING

TODAY = "2026-06-01"
NAME = "statements.jsonl"


def of_severity(severity: str) -> Problem:
    return Problem(Place(NAME, 1), "code", severity, "Wrong.")  # type: ignore[arg-type]


def test_problems_are_counted_by_severity_in_words() -> None:
    severities = Counter({"notice": 2, "error": 1, "fatal": 2})
    problems = tuple(map(of_severity, severities.elements()))

    assert "2 fatal problems, 1 error, 2 notices in 7 records" == (
        CheckResult(problems, 7, {}).summary()
    )
    assert "1 notice in 1 record; --strict lists 1 second-hand-only" == (
        CheckResult((), 1, {"second-hand-only": 1}).summary()
    )
    assert "no problem in 0 records" == CheckResult((), 0, {}).summary()


@pytest.mark.parametrize(
    ("severity", "fails", "fails_if_strict"),
    [("notice", False, True), ("error", True, True), ("fatal", True, True)],
)
def test_a_notice_fails_only_a_strict_check(
    severity: str, fails: bool, fails_if_strict: bool
) -> None:
    result = CheckResult((of_severity(severity),), 1, {})

    assert fails == result.fails(strict=False)
    assert fails_if_strict == result.fails(strict=True)


def test_notices_that_no_edit_ends_are_listed_or_only_counted(folder: Folder) -> None:
    source = {"url": "https://example.org/a", "tier": "secondary"}
    write(folder.path, [complete(a_statement(sources=[source]))], "more.jsonl")
    listed = check(folder, TODAY)
    counted = check(folder, TODAY, permanent=False)

    assert ["second-hand-only"] == [problem.code for problem in listed.problems]
    assert {} == listed.unlisted
    assert ((), {"second-hand-only": 1}) == (counted.problems, counted.unlisted)


def test_notices_come_after_all_errors(folder: Folder) -> None:
    late = a_silence(date="2027-01-01", recorded="2026-02-01")
    late["sources"] = [{"url": "https://example.org/a", "tier": "secondary"}]
    dubious = a_statement(sources=late["sources"], recorded="2026-02-01")
    write(folder.path, [dubious, late], "more.jsonl")

    severities = [problem.severity for problem in check(folder, TODAY).problems]
    assert severities == sorted(severities)
    assert {"error", "notice"} == {*severities}


def test_a_file_whose_name_is_no_data_files_is_reported(folder: Folder) -> None:
    (folder.path / "more.json").write_text(json.dumps(complete(a_statement())) + "\n")
    [problem] = check(folder, TODAY).problems

    assert problem == Problem(
        Place("more.json", 1),
        "not-a-data-file",
        "error",
        "its records are not read, because of its name",
        "let its name end in .jsonl and no part of its path begin with a dot,"
        " or move it out of the dataset's folder",
    )


def test_a_file_that_is_not_read_comes_before_the_errors_that_follow_from_it(
    folder: Folder,
) -> None:
    write(folder.path, [complete(a_statement(speaker="person-z"))], "a.jsonl")
    write(folder.path, [{"kind": "person", "id": "person-z"}], "people.json")
    codes = [problem.code for problem in check(folder, TODAY).problems]

    assert ["not-a-data-file", "unknown-reference"] == codes


def test_a_correction_that_withdraws_nothing_is_an_error_only_where_it_is_new(
    folder: Folder,
) -> None:
    old, new = (
        complete({"kind": "correction", "id": id, "corrects": "issue-a", "type": "retraction"})
        for id in ("old", "new")
    )
    write(folder.path, [old], "more.jsonl")
    commit(folder.path)
    write(folder.path, [old, new], "more.jsonl")
    problems = check(folder, TODAY, against="HEAD").problems

    severities = {
        problem.record: problem.severity
        for problem in problems
        if problem.code == "withdraws-nothing"
    }
    assert {"old": "notice", "new": "error"} == severities


def test_a_line_changed_since_a_revision_is_reported_at_the_field(folder: Folder) -> None:
    statement = complete(a_statement(id="said", recorded="2026-02-01"))
    write(folder.path, [statement], "more.jsonl")
    commit(folder.path)
    write(folder.path, [statement | {"summary": "Spoke for it."}], "more.jsonl")
    [problem] = check(folder, TODAY, against="HEAD").problems

    assert ("rewritten-history", "said") == (problem.code, problem.record)
    assert problem.line_text is not None
    assert problem.line_text[problem.place.column - 1 :].startswith('"Spoke for it."')


@pytest.mark.parametrize(
    "line, code",
    [
        ("{", "invalid-json"),
        (json.dumps(complete({"kind": "reply", "to": "nobody", "by": "ada"})), "unknown-reference"),
    ],
)
def test_a_dataset_that_does_not_load_is_compared_with_no_past(
    folder: Folder, line: str, code: str
) -> None:
    commit(folder.path)
    (folder.path / NAME).write_text(f"{line}\n")

    codes = {problem.code for problem in check(folder, TODAY, against="HEAD").problems}
    assert code in codes
    assert "rewritten-history" not in codes


def test_no_quotes_are_compared_in_a_dataset_that_does_not_load(folder: Folder) -> None:
    (folder.path / NAME).write_text("{\n")

    assert "" == check(folder, TODAY, quotes=True).quote_summary


def cut_short(folder: Folder, content: bytes) -> None:
    """Leave a change of a data file as a power cut would: promised, and not yet made."""
    before = (folder.path / NAME).read_bytes()
    with (
        patch.object(journal, "_fulfil", side_effect=OSError),
        suppress(WriteError),
        journal.locked(folder) as writer,
    ):
        writer.replace_all([journal.Change(NAME, before, content)])


def test_a_change_that_was_cut_short_is_an_error_of_each_file_that_is_read_as_finished(
    folder: Folder,
) -> None:
    """Git has half of the change, and nothing says so where it is checked next."""
    before = (folder.path / NAME).read_bytes()
    cut_short(folder, b'{"kind":"organization","id":"new","name":"New"}\n')
    result = check(folder, TODAY)

    assert 1 == result.record_count
    assert [(NAME, "unfinished-write", "error")] == [
        (problem.place.file, problem.code, problem.severity)
        for problem in result.problems
        if problem.severity != "notice" and problem.code != "no-dataset-record"
    ]
    assert before == (folder.path / NAME).read_bytes()


def test_reformatting_first_finishes_a_change_that_was_cut_short(folder: Folder) -> None:
    cut_short(folder, b'{ "kind": "organization", "id": "new", "name": "New" }\n')
    [change] = reformat(folder).changes

    assert b'{"kind":"organization","id":"new","name":"New"}\n' == change.after
    assert change.after == (folder.path / NAME).read_bytes()
    assert not (folder.path / PENDING).exists()


def test_a_dry_run_finishes_nothing_and_writes_nothing(folder: Folder) -> None:
    before = (folder.path / NAME).read_bytes()
    cut_short(folder, b'{ "kind": "organization", "id": "new", "name": "New" }\n')
    changes, _ = reformat(folder, dry_run=True)

    assert [NAME] == [change.name for change in changes]
    assert before == (folder.path / NAME).read_bytes()
    assert (folder.path / PENDING).exists()


def test_a_packaged_dataset_in_its_canonical_form_is_left_as_it_is(tmp_path: Path) -> None:
    """It can't be written to, which matters only if something is to be written."""
    folder = write(tmp_path, [], NAME)
    (folder.path / NAME).write_bytes(b'{"kind":"organization","id":"new","name":"New"}\n')

    assert Reformatting((), ()) == reformat(folder._replace(packaged=True))
