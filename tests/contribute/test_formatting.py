from __future__ import annotations

import os

import pytest
from tests.loading import lines

from stancetracker.base.errors import WriteError
from stancetracker.contribute.check import plan_format, write_format
from stancetracker.ledger.folder import Folder

CANONICAL = b'{"kind":"organization","id":"acme","name":"Acme"}\n'


def test_changes_are_planned_shown_and_written(folder: Folder) -> None:
    (folder.path / "crlf.jsonl").write_bytes(b'{"kind":"organization","id":"org-a","name":"A"}\r\n')
    (folder.path / "good.jsonl").write_bytes(b'{"kind":"organization","id":"org-b","name":"B"}\n')
    before = lines(folder)
    formatting = plan_format(folder)

    assert ["crlf.jsonl", "statements.jsonl"] == [change.name for change in formatting.changes]
    assert () == formatting.problems
    assert [
        "--- a/crlf.jsonl",
        "+++ b/crlf.jsonl",
        "@@ -1,2 +1,2 @@",
        '-{"kind":"organization","id":"org-a","name":"A"}\r',
        '+{"kind":"organization","id":"org-a","name":"A"}',
        " ",
    ] == list(formatting.changes[0].diff())
    write_format(formatting)
    assert () == plan_format(folder).changes
    assert before == lines(folder)


def test_files_with_fatal_problems_are_left_alone(folder: Folder) -> None:
    (folder.path / "broken.jsonl").write_bytes(b"{\n")
    os.mkfifo(folder.path / "pipe.jsonl")
    formatting = plan_format(folder)

    assert ["invalid-json", "irregular-file"] == [problem.code for problem in formatting.problems]
    assert ["statements.jsonl"] == [change.name for change in formatting.changes]
    write_format(formatting)
    assert b"{\n" == (folder.path / "broken.jsonl").read_bytes()


def test_nothing_to_do_takes_no_lock(folder: Folder) -> None:
    (folder.path / "statements.jsonl").write_bytes(CANONICAL)
    write_format(plan_format(folder))

    assert ["statements.jsonl"] == [path.name for path in folder.path.iterdir()]


def test_a_file_that_has_changed_meanwhile_is_left_alone(folder: Folder) -> None:
    formatting = plan_format(folder)
    (folder.path / "statements.jsonl").write_bytes(CANONICAL)

    with pytest.raises(WriteError):
        write_format(formatting)
    assert CANONICAL == (folder.path / "statements.jsonl").read_bytes()
