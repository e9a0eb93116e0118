"""Plant small faults in modules, one at a time, and report those that no test notices.

    python -m tools.mutants index/sql/standing.sql ledger/journal.py
    python -m tools.mutants ledger --most 50 --seed 7

A module is a path inside the package, of Python or SQL; a folder stands for all its modules. Each
mutant is tried in a copy of the repository, against the tests nearest to its module. Whoever works
on a module runs this by hand, and once in a while on all: it is too slow for every push. A
survivor is either a fault that a test should notice, or no fault: read it.
"""

import argparse
import ast
import copy
import os
import queue
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

from tools.nearest import PACKAGE, ROOT, nearest_tests

_PATIENCE: Final = 5
"""A mutant is killed when its tests take so many times as long as without one."""
_LEAST_SECONDS: Final = 20
_MOST_SHOWN: Final = 70
_CONTEXT: Final = 20
"""The characters of SQL that are shown around what was changed."""


class Mutant(NamedTuple):
    """A module with one fault: its line, what was there, and what is there instead."""

    line: int
    before: str
    after: str
    content: str

    def __str__(self) -> str:
        return f"{self.line}: {_short(self.before)}  ->  {_short(self.after)}"


class Result(NamedTuple):
    """What became of the mutants of a module."""

    module: str
    mutants: int
    survivors: list[Mutant]

    def __str__(self) -> str:
        killed = self.mutants - len(self.survivors)
        return (
            f"{self.module}: {self.mutants} made, {killed} killed, {len(self.survivors)} survived"
        )


def _short(code: str) -> str:
    text = " ".join(code.split())
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"


# Python.

_COMPARISONS: Final[dict[type[ast.cmpop], ast.cmpop]] = {
    ast.Eq: ast.NotEq(),
    ast.NotEq: ast.Eq(),
    ast.Lt: ast.LtE(),
    ast.LtE: ast.Lt(),
    ast.Gt: ast.GtE(),
    ast.GtE: ast.Gt(),
    ast.Is: ast.IsNot(),
    ast.IsNot: ast.Is(),
    ast.In: ast.NotIn(),
    ast.NotIn: ast.In(),
}
_DROPPED: Final = (ast.Expr, ast.AugAssign, ast.Raise, ast.Delete, ast.Continue, ast.Break)
_FOR_THE_TYPE_CHECKER: Final = ("annotation", "returns")


class _Slot(NamedTuple):
    """A place in a syntax tree, where a node stands."""

    parent: ast.AST
    field: str
    place: int | None
    """The number of the node where the field is a list."""
    node: ast.AST

    def put(self, node: ast.AST) -> None:
        if self.place is None:
            setattr(self.parent, self.field, node)
        else:
            getattr(self.parent, self.field)[self.place] = node


def python_mutants(source: str) -> Iterator[Mutant]:
    """Yield every mutant of a Python module."""
    tree = ast.parse(source)
    for slot in _slots(tree):
        for variant in _variants(slot):
            slot.put(variant)
            content = ast.unparse(tree)
            slot.put(slot.node)
            line = getattr(slot.node, "lineno", getattr(slot.parent, "lineno", 1))
            yield Mutant(line, ast.unparse(slot.node), ast.unparse(variant), content)


def _slots(parent: ast.AST) -> Iterator[_Slot]:
    for field, value in ast.iter_fields(parent):
        if field in _FOR_THE_TYPE_CHECKER:
            continue
        children = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
        for place, child in children:
            if isinstance(child, ast.AST):
                yield _Slot(parent, field, place, child)
                yield from _slots(child)


def _variants(slot: _Slot) -> Iterator[ast.AST]:
    """Yield what may stand in a slot instead; texts stay as they are."""
    node = slot.node
    if isinstance(node, ast.Compare):
        yield from _comparison_variants(node)
    elif isinstance(node, ast.BoolOp):
        yield from _junction_variants(node)
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield node.operand
    elif isinstance(node, ast.Constant):
        yield from _constant_variants(node)
    elif isinstance(node, _DROPPED) and not _is_docstring(node):
        yield ast.Pass()
    yield from _condition_variants(slot)


def _comparison_variants(node: ast.Compare) -> Iterator[ast.Compare]:
    for place, operator in enumerate(node.ops):
        variant = copy.deepcopy(node)
        variant.ops[place] = _COMPARISONS[type(operator)]
        yield variant


def _junction_variants(node: ast.BoolOp) -> Iterator[ast.expr]:
    for dropped in node.values:
        others = [value for value in node.values if value is not dropped]
        yield others[0] if len(others) == 1 else ast.BoolOp(node.op, others)


def _constant_variants(node: ast.Constant) -> Iterator[ast.Constant]:
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield ast.Constant(node.value + 1)


def _condition_variants(slot: _Slot) -> Iterator[ast.AST]:
    is_filter = slot.field == "ifs"
    is_condition = slot.field == "test" and not isinstance(slot.parent, ast.Assert)
    has_variants = isinstance(slot.node, (ast.Compare, ast.BoolOp, ast.UnaryOp))
    if (is_filter or is_condition) and not has_variants and isinstance(slot.node, ast.expr):
        yield ast.UnaryOp(ast.Not(), slot.node)
    if is_filter:
        yield ast.Constant(True)


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


# SQL.

_COMMENT: Final = re.compile(r"--(?! if \w+:).*")  # of which the program makes a condition
_SWAPS: Final = (
    (r"(?<![<>=])=", "<>"),
    ("<>", "="),
    ("<=", "<"),
    (">=", ">"),
    ("<(?![=>])", "<="),
    ("(?<![<=])>(?!=)", ">="),
    (r"\bIS NULL\b", "IS NOT NULL"),
    (r"\bIS NOT NULL\b", "IS NULL"),
    (r"\bNOT (?!NULL)", ""),
    (r"(?<!NOT )\bEXISTS\b", "NOT EXISTS"),
    (r"\bmin(?=\()", "max"),
    (r"\bmax(?=\()", "min"),
    (r" DESC\b", ""),
    (r"\bTRUE\b", "FALSE"),
    (r"\bFALSE\b", "TRUE"),
    (r"(?<!SELECT )(?<![:\w.'])0(?![\w'])", "1"),
    (r"(?<!SELECT )(?<![:\w.'])1(?![\w'])", "2"),
)
"""Patterns of SQL, and what to put for them."""
_JUNCTION: Final = re.compile(r"\b(?:AND|OR)\b")
_PARENTHESIS_OR_END: Final = re.compile(
    r"[(),;]|-- |\b(?:AND|OR|GROUP|ORDER|WINDOW|WHEN|THEN|END|AS|JOIN|LEFT|CROSS|WHERE|UNION|LIMIT)"
    r"\b"
)


def sql_mutants(source: str) -> Iterator[Mutant]:
    """Yield every mutant of a query: a condition dropped or negated, a comparison changed."""
    code = _COMMENT.sub(lambda comment: " " * len(comment[0]), source)
    for pattern, replacement in _SWAPS:
        for match in re.finditer(pattern, code):
            yield _replaced(source, match.start(), match.end(), replacement)
    for match in _JUNCTION.finditer(code):
        yield _replaced(source, match.start(), _term_end(code, match.end()), "")


def _term_end(code: str, start: int) -> int:
    """Return where the condition that begins at `start` ends."""
    end = len(code)
    depth = 0
    for token in _PARENTHESIS_OR_END.finditer(code, start):
        if token[0] == "(":
            depth += 1
        elif depth == 0:
            end = token.start()
            break
        elif token[0] == ")":
            depth -= 1
    return start + len(code[start:end].rstrip())


def _replaced(source: str, start: int, end: int, code: str) -> Mutant:
    left = source[max(0, start - _CONTEXT) : start]
    right = source[end : end + _CONTEXT]
    return Mutant(
        line=source.count("\n", 0, start) + 1,
        before=left + source[start:end] + right,
        after=left + code + right,
        content=source[:start] + code + source[end:],
    )


# Trials.


def mutants_of(file: Path) -> list[Mutant]:
    """Return the mutants of a file, by line, each once."""
    make = sql_mutants if file.suffix == ".sql" else python_mutants
    distinct = {mutant.content: mutant for mutant in make(file.read_text(encoding="utf-8"))}
    return sorted(distinct.values(), key=lambda mutant: mutant.line)


class Copies:
    """Copies of the repository, in each of which one mutant at a time is tried."""

    def __init__(self, folder: Path, count: int) -> None:
        self._free: queue.Queue[Path] = queue.Queue()
        for number in range(count):
            copy = folder / str(number)
            _copy_repository(copy)
            self._free.put(copy)

    def seconds(self, tests: Sequence[str]) -> float:
        """Return how long tests take without a mutant; raises SystemExit if they fail."""
        copy = self._free.get()
        start = time.monotonic()
        passed = _pass(copy, tests, None)
        self._free.put(copy)
        if not passed:
            raise SystemExit(f"{' '.join(tests)}: failed without a mutant")
        return time.monotonic() - start

    def survives(self, module: str, mutant: Mutant, tests: Sequence[str], seconds: float) -> bool:
        """Return whether tests pass with a mutant."""
        copy = self._free.get()
        file = copy / PACKAGE / module
        original = file.read_bytes()
        try:
            file.write_text(mutant.content, encoding="utf-8")
            return _pass(copy, tests, seconds)
        finally:
            file.write_bytes(original)
            self._free.put(copy)


def _copy_repository(copy: Path) -> None:
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in listing.stdout.decode().split("\0"):
        if name and (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)


def _pass(copy: Path, tests: Sequence[str], seconds: float | None) -> bool:
    """Return whether tests pass within so many seconds."""
    # A file changes within the second, and within it bytecode of the last mutant would look fresh.
    environment = os.environ | {"PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"}
    options = ("-x", "-q", "-n0", "-p", "no:cacheprovider", "-p", "no:randomly")
    process = subprocess.Popen(
        [sys.executable, "-m", "pytest", *options, *tests],
        cwd=copy,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        return process.wait(seconds) == 0
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        return False


def outcome_of(module: str, copies: Copies, jobs: int, most: int | None, seed: int) -> Result:
    """Try the mutants of a module, or as many of them as are drawn."""
    mutants = mutants_of(ROOT / PACKAGE / module)
    if most is not None and len(mutants) > most:
        drawn = random.Random(seed).sample(mutants, most)  # noqa: S311  for no secret
        mutants = sorted(drawn, key=lambda mutant: mutant.line)
    tests = nearest_tests(module)
    limit = max(_LEAST_SECONDS, _PATIENCE * copies.seconds(tests))
    with ThreadPoolExecutor(jobs) as pool:
        survive = pool.map(lambda mutant: copies.survives(module, mutant, tests, limit), mutants)
        survivors = [mutant for mutant, lives in zip(mutants, survive, strict=True) if lives]
    return Result(module, len(mutants), survivors)


def modules_in(path: str) -> list[str]:
    """Return a module, or the modules in a folder, as paths inside the package."""
    file = ROOT / PACKAGE / path
    files = [file] if file.is_file() else sorted((*file.rglob("*.py"), *file.rglob("*.sql")))
    return [file.relative_to(ROOT / PACKAGE).as_posix() for file in files]


def main() -> None:
    """Print for each module how many mutants were made and killed, and the survivors."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.mutants",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("paths", nargs="+", metavar="MODULE")
    parser.add_argument("--most", type=int, help="how many mutants of a module to draw")
    parser.add_argument("--seed", type=int, default=0, help="draw other ones")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="mutants.") as folder:
        copies = Copies(Path(folder), options.jobs)
        for module in (module for path in options.paths for module in modules_in(path)):
            result = outcome_of(module, copies, options.jobs, options.most, options.seed)
            print(result, *result.survivors, sep="\n  ", flush=True)


if __name__ == "__main__":
    main()
