"""What returns is on disk exactly once, whenever the program is killed, and whatever the disk answers."""

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from tests.contribute.conftest import a_statement
from tests.depth import STRIDE, mostly_slow
from tests.loading import fatal, ids, opening

from stancetracker.base.errors import BrokenDatasetError
from stancetracker.contribute import add, check
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.journal import finished

TODAY = "2026-11-25"
KILLED = 137
CALLS = ("write", "fsync", "ftruncate", "replace", "rename", "unlink", "mkdir", "open")
Act = Callable[[Folder], object]
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a copy of itself")


def statement(number: int) -> dict[str, Any]:
    sources = [{"url": f"https://example.org/{number}", "tier": "primary"}]
    return a_statement(id=f"said-{number}", summary=f"Spoke for the {number}. time.", sources=sources)


def add_now(folder: Folder, *records: dict[str, Any]) -> None:
    add.write(add.plan(opening(finished(folder)), records, TODAY))


def add_one(folder: Folder) -> None:
    add_now(folder, statement(1))


def add_over_files(folder: Folder) -> None:
    person = {"kind": "person", "id": "person-c", "name": "Person C", "memberships": [{"role": "CFO"}]}
    add_now(folder, person, statement(1) | {"speaker": "person-c"})


def format_all(folder: Folder) -> None:
    changes, problems = check.plan_format(finished(folder))
    if problems:
        raise BrokenDatasetError(problems)
    check.write_format(folder, changes)


def said(folder: Folder) -> Counter[str]:
    """How often each statement stands in the files, whether or not they load."""
    text = "".join(path.read_text() for path in folder.path.rglob("*.jsonl"))
    return Counter(f"said-{n}" for n in range(1000) for _ in range(text.count(f'"id":"said-{n}"')))


def killed(act: Act, folder: Folder, at: int, after: bool) -> bool:
    """Run the act in a copy of this program that dies at its n-th system call; whether it did."""
    child = os.fork()
    if child == 0:
        status = 1
        with suppress(BaseException):
            _die_at(at, after)
            act(folder)
            status = 0
        os._exit(status)
    _, ended = os.waitpid(child, 0)
    status = os.waitstatus_to_exitcode(ended)
    assert status in (0, KILLED), status
    return status == KILLED


def _die_at(at: int, after: bool) -> None:
    """Make the n-th call that can change a disk the last one: before it, half of it, or just after it."""
    calls = iter(range(1, 10_000))
    for name in CALLS:
        setattr(os, name, _mortal(name, getattr(os, name), calls, at, after))


def _mortal(name: str, real: Callable[..., Any], calls: Iterator[int], at: int, after: bool) -> Any:
    def call(*arguments: Any, **options: Any) -> Any:
        if next(calls) != at:
            return real(*arguments, **options)
        if after:
            with suppress(OSError):
                real(*arguments, **options)
        elif name == "write":
            real(arguments[0], arguments[1][: len(arguments[1]) // 2])
        os._exit(KILLED)

    return call


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("act", mostly_slow([add_one, add_over_files, format_all]))
def test_killed_at_any_call_nothing_is_lost_doubled_or_glued(
    monkeypatch: pytest.MonkeyPatch, folder: Folder, act: Act, after: bool
) -> None:
    before = folder.path.joinpath("statements.jsonl").read_bytes()
    records = ids(folder)
    monkeypatch.setattr("stancetracker.ledger.folder._PATIENCE", 1)
    at = 1
    while killed(act, folder, at, after):
        at += STRIDE
        assert records <= ids(folder)
        assert {"torn-line", "unfinished-write"} >= {*fatal(folder)}
        assert said(folder)["said-1"] <= 1
        if act is add_over_files:
            there = ids(finished(folder)) & {"person-c", "said-1"}
            assert there in (set(), {"person-c", "said-1"})

        add_now(folder, statement(2))
        assert 1 == said(folder)["said-2"]
        assert not fatal(folder)
        shutil.rmtree(folder.path)
        folder.path.mkdir()
        folder.path.joinpath("statements.jsonl").write_bytes(before)

    assert at > 4
    assert not fatal(folder)


@pytest.mark.parametrize("adders, each", [(2, 8), pytest.param(4, 40, marks=pytest.mark.slow)])
def test_adders_at_once_lose_and_double_nothing(folder: Folder, adders: int, each: int) -> None:
    children = []
    for adder in range(adders):
        child = os.fork()
        if child == 0:
            status = 1
            with suppress(BaseException):
                for number in range(each):
                    add_now(folder, statement(100 * adder + number))
                status = 0
            os._exit(status)
        children.append(child)

    assert [0] * adders == [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    numbers = [100 * adder + number for adder in range(adders) for number in range(each)]
    assert Counter({f"said-{number}": 1 for number in numbers}) == said(folder)
    assert not fatal(folder)
