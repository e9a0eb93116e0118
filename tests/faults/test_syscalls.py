"""The program as it is run, killed or failed at its n-th system call on the data: by strace, which changes no code."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.depth import mostly_slow, some
from tests.faults import injection
from tests.faults.injection import ENDS, KILLED, TODAY, Call, Ended, calls, contents, traced
from tests.loading import fatal

from stancetracker.cli.app import main
from stancetracker.ledger.folder import Folder

POINTS = 2
FAULTS = ("error=EIO", "signal=KILL", "error=ENOSPC")
DATA = Path(__file__).parents[1] / "cli" / "data" / "bridge.jsonl"
ORGANIZATION = {"kind": "organization", "id": "zed", "name": "Zed"}
TIE = {
    "kind": "tie",
    "id": "tie-2",
    "type": "donation",
    "actor": "zed",
    "title": "A gift",
    "sources": [{"citation": "A paper", "tier": "secondary"}],
}
REPLY = {
    "kind": "reply",
    "id": "reply-2",
    "to": "ada-1",
    "by": "ada",
    "date": "2026-02-02",
    "text": "No.",
    "language": "en",
}
NAMES = ("organizations.jsonl", "statements.jsonl", "ties.jsonl")
pytestmark = pytest.mark.skipif(
    not injection.can_inject(), reason="strace is not here, or may not change what system calls answer"
)


class Work(NamedTuple):
    """What is run on a dataset, and whether it changes lines as well as it adds some."""

    arguments: tuple[str, ...]
    rewrites: bool = False


ADD = Work(("add", "--json", "../one.jsonl"))
IMPORT = Work(("import", "../several.jsonl"))
FORMAT = Work(("fmt",), rewrites=True)


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dataset of three files; what is to be added lies beside."""
    base = tmp_path / "base"
    base.mkdir()
    shutil.copy(DATA, base / "statements.jsonl")
    (base / "organizations.jsonl").write_text('{"kind":"organization", "id":"yes", "name":"Yes"}\n\n')
    (base / "ties.jsonl").write_text("")
    (tmp_path / "one.jsonl").write_text(json.dumps(ORGANIZATION) + "\n")
    lines = [json.dumps(record) + "\n" for record in (ORGANIZATION, TIE, REPLY)]
    (tmp_path / "several.jsonl").write_text("".join(lines))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("STANCETRACKER_TODAY", TODAY)
    monkeypatch.setattr("stancetracker.ledger.folder._PATIENCE", 1)
    return base


@pytest.mark.parametrize("fault", mostly_slow(FAULTS))
@pytest.mark.parametrize("work", mostly_slow([ADD, IMPORT, FORMAT], 2), ids=["add", "import", "fmt"])
def test_what_is_acknowledged_is_there_once_and_nothing_is_lost(
    base: Path, tmp_path: Path, work: Work, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = contents(base)
    assert 0 == broken(tmp_path, base, work).status
    points = calls(tmp_path / "log")
    after = contents(tmp_path / "data")
    assert before != after
    assert len(points) > 5

    for at in some(points, POINTS):
        ended = broken(tmp_path, base, work, fault, at)
        there = contents(tmp_path / "data")
        told(ended, at)
        if ended.status == 0:
            assert after == there, at
        elif (
            ended.status != KILLED and "left as they are" not in ended.err
        ):  # those that could be read are mended
            assert before == without_empty(there), at
        kept(before, after, there, rewrites=work.rewrites)
        monkeypatch.chdir(tmp_path / "data")
        assert 0 == main(work.arguments), at
        assert after == contents(tmp_path / "data"), at
        assert not fatal(Folder(tmp_path / "data"))


def broken(tmp_path: Path, base: Path, work: Work, fault: str | None = None, at: Call | None = None) -> Ended:
    """Run it on a copy of the dataset, with a fault."""
    data = tmp_path / "data"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(base, data)
    paths = [data, *(data / name for name in (".stancetracker.lock", ".stancetracker.pending"))]
    paths += [data / pattern.format(name) for name in NAMES for pattern in ("{}", ".{}.new")]
    before = traced(tmp_path / "log", paths, fault, at)
    return injection.run(work.arguments, tmp_path / "home", *before, cwd=data)


def told(ended: Ended, at: Call) -> None:
    """It ends as it may, and says what happened in clear lines."""
    assert ended.status in ENDS | {KILLED}, (at, ended)
    assert "Traceback" not in ended.err, at
    assert "internal error" not in ended.err, at
    if ended.status in {1, 2, 3}:
        assert any(line.startswith("stancetracker: ") for line in ended.err.splitlines()), at


def without_empty(found: dict[str, bytes]) -> dict[str, bytes]:
    return {name: content for name, content in found.items() if content or name in NAMES}


def kept(
    before: dict[str, bytes], after: dict[str, bytes], there: dict[str, bytes], *, rewrites: bool
) -> None:
    """Every file holds what it held, or what it was to hold; or that, cut short in a line that is new."""
    for name, content in before.items():
        if rewrites:
            assert there[name] in (content, after[name])
        else:
            assert there[name].startswith(content)
            assert after[name].startswith(there[name])
