"""Every promise of docs/promises.md has a test."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import stancetracker

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "promises.md"
PACKAGE = Path(stancetracker.__file__).parent
TEST = re.compile(r"`(tests/\S+\.py)::(test_\w+)`")
NETWORK = set(
    "socket ssl http urllib.request ftplib smtplib asyncio webbrowser requests fsspec pyspark llm".split()
)
STARTING = {"subprocess", "multiprocessing", "pty"}
NEVER = {"pickle", "shelve", "ctypes", "code", "runpy"}
needs_the_docs = pytest.mark.skipif(not PAGE.exists(), reason="the docs are not here")


def promises() -> list[str]:
    text = PAGE.read_text(encoding="utf-8")
    _, _, promised = text.partition("\n## Promises\n")
    promised, _, _ = promised.partition("\n## ")
    return re.findall(r"^- (.*?)(?=^- |^#|\Z)", promised, re.MULTILINE | re.DOTALL)


@cache
def functions(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_bytes())
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


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


def imported_modules(tree: ast.AST) -> Iterator[str]:
    """Yield the modules that a module imports, at any level."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def calls(tree: ast.AST) -> Iterator[str]:
    """Yield the functions that a module calls and their keyword arguments, as written."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)
            yield from (f"{word.arg}={ast.unparse(word.value)}" for word in node.keywords)


def test_only_listed_modules_use_the_network_and_nothing_runs_a_shell() -> None:
    network, starting = set(), set()
    for path in PACKAGE.rglob("*.py"):
        tree = ast.parse(path.read_bytes())
        name = path.relative_to(PACKAGE).as_posix()
        modules = set(imported_modules(tree))
        tops = modules | {module.partition(".")[0] for module in modules}
        assert not tops & NEVER, name
        assert not {"eval", "exec", "os.system", "os.popen", "shell=True"} & set(calls(tree)), name
        network |= {name} if NETWORK & tops else set()
        starting |= {name} if STARTING & tops else set()

    expected = {
        "addons/engines/engines/duckdb.py",
        "addons/engines/engines/spark.py",
        "addons/evidence/suggestions.py",
        "addons/evidence/fetching.py",
        "addons/services/serve.py",
    }
    assert expected == network
    assert {"base/apart.py", "ledger/git.py"} == starting
