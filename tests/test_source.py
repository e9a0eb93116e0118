"""Rules that hold for the whole source of the program, which is parsed once for all of them."""

import ast
import gc
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import stancetracker
from stancetracker.base import wording

PACKAGE = Path(stancetracker.__file__).parent
NETWORK = set(
    "socket ssl http urllib.request ftplib smtplib asyncio webbrowser requests fsspec pyspark llm".split()
)
STARTING = {"subprocess", "multiprocessing", "pty"}
RUNNING = {"eval", "exec", "system", "popen"}
NEVER = {"pickle", "shelve", "ctypes", "code", "runpy"}
OPENING = {"open", "fdopen", "read_bytes", "read_text", "write_bytes", "write_text"} | {
    "copy2",
    "copyfile",
    "copytree",
    "fdopen",
    "mkstemp",
    "mbox",
    "symlink",
    "touch",
}
EXCEPTIONS = {
    "addons/engines/engines/duckdb.py": {"self._storage.open": "an export in a bucket"},
    "addons/site/pages/inputs.py": {"path.read_bytes": "files that came with the program"},
    "addons/site/pages/memory.py": {"path.read_bytes": "the cache, in a folder of the user alone"},
    "addons/tables/files.py": {"path.write_bytes": "in a folder that it made itself"},
    "addons/services/lines.py": {
        "os.open": "the null device",
        "os.fdopen": "standard input and output",
    },
    "addons/services/serve.py": {"Path(os.devnull).open": "the null device"},
    "base/apart.py": {
        "os.open": "the null device",
        "os.fdopen": "the pipes to the process that started it",
    },
    "base/limits.py": {"_PAGES_FILE.read_bytes": "what Linux states of this process"},
    "cli/parser.py": {"formatter.write_text": "text of help, in memory"},
    "cli/commands/help.py": {"formatter.write_text": "text of help, in memory"},
    "cli/streams.py": {
        "os.open": "the null device",
        "path.open": "an output that a person names, which may be a pipe",
        "file.open": "an export that it made itself, in a folder of its own",
        "Path(name).open": "an input that a person names, which may be a pipe",
    },
    "contribute/init.py": {"distribution(DISTRIBUTION).read_text": "what pip wrote"},
    "ledger/files.py": {
        "os.open": "the door",
        "os.fdopen": "the door",
        "path.read_text": "files that came with the program",
    },
    "ledger/journal.py": {"os.open": "to flush and to lock what it made itself"},
    "render/export.py": {
        "export.touch": "in a folder that it made itself",
        "archive.open": "an entry of a zip",
    },
}
"""The calls that open a file elsewhere, by module, each with its reason."""
JUDGING = re.compile(rf"\b(?:{'|'.join(wording.FORBIDDEN)})\b", re.IGNORECASE)
ABOUT_FILES_AND_THE_PROGRAM = {
    ("cli/parser.py", "fails"),
    ("addons/tables/guess.py", "ignore"),
    ("addons/tables/package.py", "ignore"),
    ("cli/commands/help.py", "failed"),
    ("cli/commands/help.py", "refused"),
    ("index/build.py", "ignore"),
    ("index/extract.py", "ignore"),
    ("ledger/journal.py", "failed"),
}
"""Files whose texts speak of files and of the program, never of people, with the words they use."""


@cache
def modules() -> dict[str, list[ast.AST]]:
    """Return the syntax nodes of each module of the program by its path in the package."""
    gc.disable()  # nothing in a tree is garbage, and looking for some takes most of the time
    try:
        return {
            path.relative_to(PACKAGE).as_posix(): [*ast.walk(ast.parse(path.read_bytes()))]
            for path in sorted(PACKAGE.rglob("*.py"))
        }
    finally:
        gc.enable()


def imported_modules(nodes: list[ast.AST]) -> Iterator[str]:
    """Yield the modules that a module imports, at any level."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def calls(nodes: list[ast.AST], names: set[str]) -> Iterator[str]:
    """Yield the calls of functions with these last names, as written."""
    for node in nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
            name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
            if name in names:
                yield ast.unparse(node.func)


def arguments(nodes: list[ast.AST], name: str) -> Iterator[str]:
    """Yield the values of keyword arguments of this name, as written."""
    for node in nodes:
        if isinstance(node, ast.keyword) and node.arg == name:
            yield ast.unparse(node.value)


def test_only_listed_modules_use_the_network_and_nothing_runs_a_shell() -> None:
    network, starting = set(), set()
    for name, nodes in modules().items():
        imported = set(imported_modules(nodes))
        tops = imported | {module.partition(".")[0] for module in imported}
        assert not tops & NEVER, name
        assert not {"eval", "exec", "os.system", "os.popen"} & set(calls(nodes, RUNNING)), name
        assert "True" not in arguments(nodes, "shell"), name
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


def test_no_file_is_opened_but_through_the_door() -> None:
    """An exception is named above, with its reason."""
    opening_calls = {name: set(calls(nodes, OPENING)) for name, nodes in modules().items()}

    assert {name: set(reasons) for name, reasons in EXCEPTIONS.items()} == {
        name: names for name, names in opening_calls.items() if names
    }


def exempt(nodes: list[ast.AST]) -> set[int]:
    """Return the nodes in docstrings, in the list of judging words, and in what is raised."""
    exempted = set()
    for node in nodes:
        # A text that stands alone documents the thing around it or the name above it.
        if isinstance(node, ast.Expr):
            exempted.add(id(node.value))
        elif isinstance(node, ast.Raise) or _is_the_list(node):
            exempted |= {id(inner) for inner in ast.walk(node)}
    return exempted


def _is_the_list(node: ast.AST) -> bool:
    return isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "FORBIDDEN"


def sentences() -> Iterator[tuple[str, str]]:
    """Yield each text of the program with its module."""
    for name, nodes in modules().items():
        skipped = exempt(nodes)
        for node in nodes:
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in skipped
            ):
                yield name, node.value


def test_no_text_of_the_program_judges() -> None:
    texts = [*sentences()]
    judging = {
        (name, match[0].lower(), text) for name, text in texts for match in JUDGING.finditer(text)
    }

    assert 1000 < len(texts)
    assert [] == [finding for finding in judging if finding[:2] not in ABOUT_FILES_AND_THE_PROGRAM]
