"""No sentence of ours judges: neither in the program nor in what it answers."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.datasets import SHIPPED, stored, write
from tests.reports.asking import MINNEAPOLIS, Ask, asking

import stancetracker
from stancetracker.base import plugins, wording
from stancetracker.index.cache import Index
from stancetracker.index.queries import Question
from stancetracker.index.store import ask
from stancetracker.reports import catalogue
from stancetracker.reports.listing import listing
from stancetracker.reports.run import Maker
from stancetracker.reports.table import Report

PACKAGE = Path(stancetracker.__file__).parent
JUDGING = re.compile(rf"\b(?:{'|'.join(wording.FORBIDDEN)})\b", re.IGNORECASE)
WORDS_OF_OTHERS = frozenset(
    "quote pull text summary label title checked_by publisher original_publisher citation".split()
)
"""The fields of records in which others speak."""
REPORTS = [plugins.load(catalogue, name, "report").report for name in plugins.names(catalogue)]


@pytest.mark.parametrize(
    "pattern", ["**/*.jinja", "contribute/templates/**/*", "addons/tables/*.toml"]
)
def test_no_template_judges(pattern: str) -> None:
    templates = {
        path.name: path.read_text(encoding="utf-8")
        for path in PACKAGE.glob(pattern)
        if path.is_file()
    }

    assert templates
    assert [] == [
        name
        for name, text in templates.items()
        if JUDGING.search(text.replace("zizmor: ignore", ""))  # a word of that program's
    ]


def texts(report: Report) -> Iterator[str]:
    yield from (report.title, report.question, report.headline or "", *report.notes)
    for section in report.sections:
        yield from (section.name, section.caption or "", *section.ending, *section.columns)
        for row in section.rows:
            yield from (column.heading for column in section.shown)
            yield from (column.say(row) for column in section.shown)


@pytest.fixture(scope="module")
def in_our_words(tmp_path_factory: pytest.TempPathFactory) -> Ask:
    """Ask the shipped dataset, with an x for whatever others wrote."""
    place = tmp_path_factory.mktemp("words")
    lines = (line for file in SHIPPED.path.glob("*.jsonl") for line in stored(file))
    return asking(write(place / "data", map(_ours, lines)), place / "cache", "2026-11-25")


def _ours(value: Any) -> Any:
    """A record, or a part of one, without the words that others wrote."""
    if isinstance(value, list):
        return [_ours(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: "x" if key in WORDS_OF_OTHERS and isinstance(item, str) else _ours(item)
        for key, item in value.items()
    }


@pytest.mark.parametrize("audience", ["public", "any"])
@pytest.mark.parametrize("make", [listing, *REPORTS])
def test_no_sentence_of_an_answer_judges(in_our_words: Ask, make: Maker, audience: str) -> None:
    for issue in (MINNEAPOLIS, "iceout-letter-demands", "san-francisco-deployment-2025"):
        found = in_our_words(make, issues=(issue,), everyone=True, audience=audience)

        assert [] == [text for text in texts(found) if JUDGING.search(text)]


def test_no_column_or_word_of_the_index_judges(tmp_path: Path) -> None:
    def schema(index: Index) -> str:
        return " ".join(
            str(row[0]) for row in index.connection.execute("SELECT sql FROM sqlite_schema")
        )

    assert not JUDGING.search(ask(SHIPPED, Question("2026-01-01"), schema, tmp_path))
