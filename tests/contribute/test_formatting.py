import os

from stancetracker.contribute.check import plan_format, write_format
from stancetracker.ledger.folder import Folder

CANONICAL = b'{"kind":"organization","id":"acme","name":"Acme"}\n'


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
