"""Every promise of docs/promises.md has a test."""

import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "promises.md"
TEST = re.compile(r"`(tests/\S+\.py)::(test_\w+)`")
FUNCTION = re.compile(r"^def (\w+)\(", re.MULTILINE)
needs_the_docs = pytest.mark.skipif(not PAGE.exists(), reason="the docs are not here")


def promises() -> list[str]:
    text = PAGE.read_text(encoding="utf-8")
    _, _, promised = text.partition("\n## Promises\n")
    promised, _, _ = promised.partition("\n## ")
    return re.findall(r"^- (.*?)(?=^- |^#|\Z)", promised, re.MULTILINE | re.DOTALL)


@cache
def functions(file: str) -> frozenset[str]:
    return frozenset(FUNCTION.findall((ROOT / file).read_text(encoding="utf-8")))


@needs_the_docs
def test_every_promise_names_tests_that_exist() -> None:
    all_promises = promises()

    assert len(all_promises) > 20
    for promise in all_promises:
        tests = TEST.findall(promise)
        assert tests, promise
        assert len(tests) == promise.count("::"), promise
        for file, name in tests:
            assert name in functions(file), f"{file}::{name}"


@needs_the_docs
def test_the_limits_of_query_are_those_that_are_promised() -> None:
    from stancetracker.cli.commands.query import command
    from stancetracker.index.sandbox import _LIMITS

    assert [10, 1024] == [
        flag.default for flag in command.__defaults__ or () if flag.default is not ...
    ]
    assert 4_000_000 in dict(_LIMITS).values()
    [promise] = [text for text in promises() if text.startswith("**It ends**")]
    assert re.search(
        "10 seconds of processor time and a gigabyte.*a value has at most 4 million bytes",
        " ".join(promise.split()),
    )
