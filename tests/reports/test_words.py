"""No sentence of ours judges: neither in the program nor in what it answers."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.datasets import SHIPPED
from tests.reports.asking import MINNEAPOLIS, Ask

import stancetracker
from stancetracker.base import plugins, wording
from stancetracker.index.queries import Question
from stancetracker.index.store import Index, ask
from stancetracker.reports import catalogue
from stancetracker.reports.listing import listing
from stancetracker.reports.run import Maker
from stancetracker.reports.table import Report, Row

PACKAGE = Path(stancetracker.__file__).parent
JUDGING = re.compile(rf"\b(?:{'|'.join(wording.FORBIDDEN)})\b", re.IGNORECASE)
OWN_WORDS_OF_OTHERS = "quote summary label title name searched checked_by publisher source".split()
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

REPORTS = [plugins.load(catalogue, name, "report").report for name in plugins.names(catalogue)]


def docstrings(tree: ast.AST) -> set[int]:
    # A text that stands alone documents the thing around it or the name above it.
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def exempt(tree: ast.AST) -> set[int]:
    """Docstrings, the list itself, and what is raised when the program fails."""
    found = docstrings(tree)
    for node in ast.walk(tree):
        named = isinstance(node, ast.AnnAssign) and ast.unparse(node.target) == "FORBIDDEN"
        if named or isinstance(node, ast.Raise):
            found |= {id(inner) for inner in ast.walk(node)}
    return found


def sentences() -> Iterator[tuple[str, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        skipped = exempt(tree)
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in skipped
            ):
                yield path.relative_to(PACKAGE).as_posix(), node.value


def test_no_text_of_the_program_judges() -> None:
    every = [*sentences()]
    found = {
        (file, match[0].lower(), text) for file, text in every for match in JUDGING.finditer(text)
    }

    assert 1000 < len(every)
    assert [] == [one for one in found if one[:2] not in ABOUT_FILES_AND_THE_PROGRAM]


@pytest.mark.parametrize("kind", ["*.jinja", "contribute/templates/*", "addons/tables/*.toml"])
def test_no_template_judges(kind: str) -> None:
    templates = {path.name: path.read_text(encoding="utf-8") for path in PACKAGE.rglob(kind)}

    assert templates
    assert [] == [name for name, text in templates.items() if JUDGING.search(text)]


def texts(report: Report) -> Iterator[str]:
    yield from (report.title, report.question, report.headline or "", *report.notes)
    for section in report.sections:
        yield from (section.name, section.about or "", *section.ending, *section.columns)
        for row in section.rows:
            yield from (column.heading for column in section.shown)
            yield from (column.say(_ours(row)) for column in section.shown)


def _ours(row: Row) -> Row:
    """The row without the words that others wrote."""
    theirs = [key for key in row if any(word in key for word in OWN_WORDS_OF_OTHERS)]
    return {**row, **{key: "x" for key in theirs if row[key] is not None}}


@pytest.mark.parametrize("audience", ["public", "any"])
@pytest.mark.parametrize("make", [listing, *REPORTS])
def test_no_sentence_of_an_answer_judges(shipped: Ask, make: Maker, audience: str) -> None:
    for issue in (MINNEAPOLIS, "iceout-letter-demands", "san-francisco-deployment-2025"):
        found = shipped(make, issues=(issue,), actors="any", everyone=True, audience=audience)

        assert [] == [text for text in texts(found) if JUDGING.search(text)]


def test_no_column_or_word_of_the_index_judges(tmp_path: Path) -> None:
    def schema(index: Index) -> str:
        return " ".join(
            str(row[0]) for row in index.connection.execute("SELECT sql FROM sqlite_schema")
        )

    assert not JUDGING.search(ask(SHIPPED, Question("2026-01-01"), schema, tmp_path))
