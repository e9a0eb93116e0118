"""An index with a damaged page stops no command, of readers or of contributors."""

import json
import os
import shlex
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.datasets import complete
from tests.depth import sample

COMMANDS = ("add --json new.jsonl -n", "panel bridge --add cy -n", "import new.jsonl -n", "due")
READ = "list --all"
PAGE_BYTES_AT = slice(16, 18)
"""Where an SQLite file states the size of its pages."""


@pytest.mark.slow
@pytest.mark.usefixtures("data")
def test_a_zeroed_page_or_a_cut_changes_no_answer(run: Run, here: Path) -> None:
    person = complete({"kind": "person", "id": "new", "name": "New Q. Person"})
    (here / "new.jsonl").write_text(json.dumps(person) + "\n")
    commands = [shlex.split(line) for line in (*COMMANDS, READ)]
    right = [run(*command) for command in commands]
    [path] = Path(os.environ["XDG_CACHE_HOME"]).rglob("*.sqlite")
    whole = path.read_bytes()
    size = int.from_bytes(whole[PAGE_BYTES_AT], "big")
    damages = [
        whole[:start] + bytes(size) + whole[start + size :] for start in range(0, len(whole), size)
    ]

    for damage in (*sample(damages, 2), whole[: len(whole) // 2], b""):
        for command, answer in zip(commands, right, strict=True):
            path.write_bytes(damage)
            assert answer == run(*command), command
