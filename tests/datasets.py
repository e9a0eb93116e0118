"""Small datasets for tests: JSON lines with only what a test is about, the rest filled in."""

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

from stancetracker.index import queries
from stancetracker.index.build import build
from stancetracker.index.cuts import Cut
from stancetracker.index.queries import Question, Standing
from stancetracker.index.store import ask
from stancetracker.ledger.folder import Folder
from stancetracker.ledger.hashes import line_hash

Line = dict[str, Any]
SHIPPED = Folder(Path(__file__).parents[1] / "data")
SOURCE = {"url": "https://example.org/news", "tier": "secondary", "publisher": "The Example"}
DEFAULTS: Mapping[str, Line] = {
    "dataset": {
        "title": "Bridges",
        "publisher": "Us",
        "licence": "CC0",
        "contact": "us@example.org",
    },
    "person": {"memberships": [{"role": "chief"}]},
    "organization": {},
    "publisher": {"type": "newsroom"},
    "issue": {
        "title": "The bridge",
        "proposition": "The bridge should be built",
        "since": "2026-01-01",
    },
    "event": {"title": "A vote", "date": "2026-01-10", "issues": ["bridge"]},
    "petition": {"issue": "bridge", "title": "A letter", "published": "2026-01-05"},
    "statement": {
        "issue": "bridge",
        "summary": "Some words.",
        "channel": "speech",
        "sources": [SOURCE],
        "recorded": "2026-02-01",
    },
    "silence": {
        "issue": "bridge",
        "basis": "own-search",
        "response": "none-found",
        "searched": ["the web"],
        "checked_by": "Us",
        "recorded": "2026-02-01",
    },
    "search": {
        "issue": "bridge",
        "date": "2026-01-20",
        "by": "second reader",
        "where": "web pages",
        "recorded": "2026-02-01",
    },
    "coding": {
        "of_version": 1,
        "by": "second coder",
        "date": "2026-02-01",
        "stance": "favor",
        "stance_basis": "explicit",
        "recorded": "2026-02-01",
    },
    "copy": {"url": SOURCE["url"], "sha256": "0" * 64, "recorded": "2026-02-01"},
    "tie": {"type": "donation", "sources": [SOURCE], "recorded": "2026-02-01"},
    "correction": {"type": "retraction", "reason": "It was wrong.", "recorded": "2026-02-02"},
    "reply": {"date": "2026-02-03", "text": "Not so.", "language": "en", "recorded": "2026-02-03"},
}


def complete(line: Line) -> Line:
    """Fill in everything that the line's kind requires: an actor's name, a panel's rule, and so on."""
    whole = {"kind": line["kind"], **DEFAULTS[line["kind"]], **line}
    if whole.get("type") == "redaction":
        whole.setdefault("removed", [{"sha256": "0" * 64}])
    if whole["kind"] in ("person", "organization", "publisher"):
        whole.setdefault("name", whole["id"].replace("-", " ").title())
    if whole.get("panel"):
        whole.setdefault("panel_rule", "Everyone on the council.")
    if whole.get("basis") == "reported":
        whole.setdefault("sources", [SOURCE])
    return whole


def lines_of(docstring: str | None) -> list[Line]:
    """Parse the dataset in a test's docstring; a record may span several lines."""
    text, decoder = docstring or "", json.JSONDecoder()
    lines, at = [], text.find("{")
    while at >= 0:
        line, end = decoder.raw_decode(text, at)
        lines.append(complete(line))
        at = text.find("{", end)
    return lines


def text(lines: Iterable[Line]) -> str:
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)


def write(path: Path, lines: Iterable[Line], name: str = "all.jsonl") -> Folder:
    """Write a dataset into a folder."""
    path.mkdir(parents=True, exist_ok=True)
    (path / name).write_text(text(lines), encoding="utf-8")
    return Folder(path)


def stored(*files: Path) -> list[Line]:
    """Parse every record in data files as plain JSON."""
    return [json.loads(line) for file in files for line in file.read_bytes().splitlines()]


def newest(lines: Iterable[Line]) -> list[Line]:
    """Return the highest version of each record, in the order of first lines."""
    by_id: dict[str, Line] = {}
    for line in lines:
        id = str(line.get("id", line["kind"]))
        if id not in by_id or line.get("version", 1) > by_id[id].get("version", 1):
            by_id[id] = line
    return list(by_id.values())


@contextmanager
def indexed(*files: Iterable[Line]) -> Iterator[sqlite3.Connection]:
    """Open an index in memory of a dataset of these files, without writing them."""
    contents = {f"{n}.jsonl": text(lines).encode() for n, lines in enumerate(files)}
    with closing(build(contents, {})) as connection:
        yield connection


@contextmanager
def asked(connection: sqlite3.Connection, question: Question) -> Iterator[sqlite3.Connection]:
    """Pose a question to an index, or to that of its lines that were known by the day asked for."""
    with ExitStack() as stack:
        if question.known_by is not None:
            cut = Cut(connection, question.known_by).make(":memory:")
            connection = stack.enter_context(closing(cut))
        queries.set_question(connection, question)
        yield connection


def standings(folder: Folder, cache: Path, question: Question) -> list[Standing]:
    return ask(folder, question, lambda index: queries.standings(index.connection), cache)


def rows(standing_rows: Iterable[Standing]) -> list[Line]:
    """Return answer rows with only the oracle's columns."""
    return [
        {
            name: value
            for name, value in standing._asdict().items()
            if name in queries.LIST_COLUMNS[:-1]
        }
        for standing in standing_rows
    ]


def text_hash(line: str) -> bytes:
    """Return the hash of a line of JSON."""
    return line_hash(json.loads(line))
