"""Measure how dense, how complex and how well named Python code is.

No figure is a target and nothing in continuous integration compares one with a limit: together, and
beside those of other projects, they say whether a change made the code clearer.

    python -m tools.measure                          this project: the core, each add-on, the tests
    python -m tools.measure old=../old/src fava=fava  any folders or files, a row each
"""

import argparse
import ast
import io
import re
import statistics
import tokenize
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from complexipy import code_complexity

ROOT: Final = Path(__file__).parents[1]
SOURCE: Final = ROOT / "src" / "stancetracker"
ADDONS: Final = SOURCE / "addons"
HARD_TO_READ: Final = 15
"""The cognitive complexity above which Sonar's rule calls a function hard to read."""
LATE_PERCENTILE: Final = 95
VAGUE_NAMES: Final = frozenset(
    {"one", "found", "each", "asked", "given", "made", "said", "told", "about"}
)
"""Names that don't say what a thing is."""
RECORD_BASES: Final = frozenset({"NamedTuple", "TypedDict", "Enum", "StrEnum", "Protocol"})
LAYOUT: Final = frozenset(
    {
        tokenize.COMMENT,
        tokenize.NL,
        tokenize.NEWLINE,
        tokenize.INDENT,
        tokenize.DEDENT,
        tokenize.ENCODING,
        tokenize.ENDMARKER,
    }
)


class Target(NamedTuple):
    """A row of the table: its name and the files it is about."""

    name: str
    files: tuple[Path, ...]


class FunctionSize(NamedTuple):
    """The place, the cognitive complexity and the number of lines of a function."""

    place: str
    complexity: int
    lines: int


class Tokens(NamedTuple):
    """The number of tokens in a file, and of the lines they stand on."""

    tokens: int
    lines: int


class Names(NamedTuple):
    """What the syntax tree of a file has: bindings of names, classes that name data, assertions."""

    bindings: int
    vague_bindings: int
    named_classes: int
    asserts: int


class Measures(NamedTuple):
    """The figures of a target, added up over its files."""

    files: int
    tokens: Tokens
    names: Names
    functions: tuple[FunctionSize, ...]

    @property
    def hard_functions(self) -> list[FunctionSize]:
        """Return the functions that are hard to read, the hardest first."""
        hard = [size for size in self.functions if size.complexity > HARD_TO_READ]
        return sorted(hard, key=lambda size: (-size.complexity, size.place))


def measure(target: Target) -> Measures:
    """Measure every file of a target."""
    tokens: list[Tokens] = []
    names: list[Names] = []
    functions: list[FunctionSize] = []
    for path in target.files:
        source = path.read_text(encoding="utf-8")
        tree = ast.parse(source)
        tokens.append(count_tokens(source, tree))
        names.append(count_names(tree))
        functions += measure_functions(source, path)
    return Measures(
        files=len(target.files),
        tokens=Tokens(*(sum(column) for column in zip(*tokens, strict=True))),
        names=Names(*(sum(column) for column in zip(*names, strict=True))),
        functions=tuple(functions),
    )


def count_tokens(source: str, tree: ast.AST) -> Tokens:
    """Count tokens and code lines; docstrings, comments and layout are left out."""
    documented = docstring_lines(tree)
    count = 0
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in LAYOUT:
            continue
        if token.type == tokenize.STRING and token.start[0] in documented:
            continue
        count += 1
        lines.update(range(token.start[0], token.end[0] + 1))
    return Tokens(count, len(lines))


def docstring_lines(tree: ast.AST) -> set[int]:
    """Return the first lines of all docstrings, those under a field included."""
    return {
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    }


def measure_functions(source: str, path: Path) -> Iterator[FunctionSize]:
    """Yield the size of each function and method of a file."""
    for function in code_complexity(source).functions:
        lines = function.line_end - function.line_start + 1
        name = function.name.replace("::", ".")
        yield FunctionSize(f"{path}:{function.line_start} {name}", function.complexity, lines)


def count_names(tree: ast.AST) -> Names:
    """Count bindings, those to vague names, classes that name data, and assertions."""
    nodes = list(ast.walk(tree))
    bound = [name for node in nodes for name in bound_names(node)]
    return Names(
        bindings=len(bound),
        vague_bindings=sum(name in VAGUE_NAMES for name in bound),
        named_classes=sum(is_named_class(node) for node in nodes),
        asserts=sum(isinstance(node, ast.Assert) for node in nodes),
    )


def bound_names(node: ast.AST) -> Iterator[str]:
    """Yield the name that a node binds: a variable, a loop's or a parameter's."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.arg):
        yield node.arg


def is_named_class(node: ast.AST) -> bool:
    """Return whether a node is a dataclass, a named tuple or another class that names data."""
    if not isinstance(node, ast.ClassDef):
        return False
    bases = {re.split(r"[.\[]", ast.unparse(base))[-1] for base in node.bases}
    decorators = " ".join(ast.unparse(decorator) for decorator in node.decorator_list)
    return "dataclass" in decorators or not bases.isdisjoint(RECORD_BASES)


COLUMNS: Final = (
    *("what", "files", "tokens", "code lines", "tokens a line", "functions", "median", "95 %"),
    *("longest", "complexity", "over 15", "bindings", "vague", "classes", "asserts"),
)


def cells(target: Target, measures: Measures) -> tuple[str, ...]:
    """Return the cells of a row, in the order of COLUMNS."""
    lengths = sorted(size.lines for size in measures.functions) or [0]
    late = lengths[min(len(lengths) - 1, len(lengths) * LATE_PERCENTILE // 100)]
    names = measures.names
    vague_share = names.vague_bindings / max(1, names.bindings)
    return (
        target.name,
        f"{measures.files:,}",
        f"{measures.tokens.tokens:,}",
        f"{measures.tokens.lines:,}",
        f"{measures.tokens.tokens / max(1, measures.tokens.lines):.1f}",
        f"{len(lengths):,}",
        f"{statistics.median(lengths):g}",
        f"{late}",
        f"{lengths[-1]}",
        f"{sum(size.complexity for size in measures.functions):,}",
        f"{len(measures.hard_functions)}",
        f"{names.bindings:,}",
        f"{names.vague_bindings:,} ({vague_share:.1%})",
        f"{names.named_classes}",
        f"{names.asserts:,}",
    )


def own_targets() -> Iterator[Target]:
    """Yield this project's parts: the core and its wings, each add-on, all of it, the tests."""
    source = python_files(SOURCE)
    core = tuple(path for path in source if not path.is_relative_to(ADDONS))
    yield Target("core", core)
    for wing in sorted({path.relative_to(SOURCE).parts[0] for path in core}):
        yield Target(f"  {wing}", python_files(SOURCE / wing))
    for folder in sorted(ADDONS.glob("*/")):
        if python_files(folder):
            yield Target(f"addons/{folder.name}", python_files(folder))
    yield Target("all", source)
    yield Target("tests", python_files(ROOT / "tests"))


def named_target(text: str) -> Target:
    """Return the target that `name=path[,path…]`, or a path alone, stands for."""
    name, separator, paths = text.rpartition("=")
    folders = [Path(path) for path in paths.split(",")]
    for folder in folders:
        if not folder.exists():
            raise argparse.ArgumentTypeError(f"no such folder or file: {folder}")
    files = tuple(path for folder in folders for path in python_files(folder))
    return Target(name if separator else paths, files)


def python_files(path: Path) -> tuple[Path, ...]:
    """Return the Python files of a folder and its subfolders, or the file itself."""
    return (path,) if path.is_file() else tuple(sorted(path.rglob("*.py")))


def aligned(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the rows as lines, the first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for first, *others in rows:
        numbers = (cell.rjust(width) for cell, width in zip(others, widths[1:], strict=True))
        yield "  ".join((first.ljust(widths[0]), *numbers)).rstrip()


def main() -> None:
    """Print a row for each target; with --hard, the functions that are hard to read too."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.measure",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("targets", nargs="*", type=named_target, metavar="NAME=PATH[,PATH]")
    parser.add_argument(
        "--hard", action="store_true", help=f"list functions of a complexity over {HARD_TO_READ}"
    )
    arguments = parser.parse_args()
    targets: list[Target] = arguments.targets or list(own_targets())
    results = [measure(target) for target in targets]
    rows = [cells(*pair) for pair in zip(targets, results, strict=True)]
    print(*aligned([COLUMNS, *rows]), sep="\n")
    if arguments.hard:
        hard = {size for measures in results for size in measures.hard_functions}
        for size in sorted(hard, key=lambda size: (-size.complexity, size.place)):
            print(f"{size.complexity:>4}  {size.place}")


if __name__ == "__main__":
    main()
