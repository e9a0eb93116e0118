"""Judges of an answer, one a format: what must never come out, whatever went in."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, Final, NoReturn

from markdown_it import MarkdownIt
from tests.base.test_cells import runs
from tests.base.test_text import UNSAFE
from tests.faults.injection import ENDS

import stancetracker
from stancetracker.ledger.jsonl import LONGEST_LINE

_COLOUR: Final = re.compile(r"\x1b\[[\d;]*m|\x1b\]8;[^;\x1b]*;(https?://[!-~]*)?\x1b\\")
_PACKAGE: Final = Path(stancetracker.__file__).parent
_TAGS: Final = frozenset(
    tag
    for file in _PACKAGE.rglob("*.jinja")
    for tag in re.findall(r"<([a-zA-Z][a-zA-Z0-9]*)", file.read_text())
) | {"desc", "defs", "g", "path", "text"}  # of drawings
# With these a text would run, load, send or lead away from a page.
_NEVER: Final = frozenset("srcdoc action formaction src srcset data background poster ping".split())
_ADDRESS: Final = re.compile(
    r"(https?://[^\s<>\"]+|#[^\s]*|[A-Za-z0-9._/-]*(#[^\s]*)?|mailto:[^\s]+)\Z"
)
# GitHub makes links of mentions and numbers after removing escapes, of addresses before.
_AFTER: Final = re.compile(r"(?<![\w`/])@\w|(?<![\w&])#\d|\b[Gg][Hh]-\d")
_BEFORE: Final = re.compile(r".{,50}(?:https?:|www\.(?=\S)|mailto:|\w@\w).{,50}")
_OURS: Final = re.compile(r"\[((?:[^\]\\]|\\.)*)\]\(<https?://[^<>|\s\\]*>\)")
"""The links to sources, which the program makes."""
_LIVE: Final = frozenset(
    "link_open image html_block html_inline code_block fence code_inline".split()
)


def calm(text: str, but: str = "\n") -> None:
    """Assert that nothing in a text acts on a screen."""
    assert UNSAFE.isdisjoint(text) or not (unsafe := (UNSAFE & set(text)) - set(but)), unsafe


def ended(status: int, out: str, err: str) -> None:
    """Assert a known exit status and clear messages."""
    assert status in ENDS, (status, err)
    assert "Traceback" not in err, err
    assert "internal error" not in err, err
    calm(err)
    # A runner of GitHub's obeys these, however a line begins.
    log = err if out.startswith(("::error file=", "::notice file=")) else out + err
    assert "##[" not in log, log
    assert not [line for line in log.splitlines() if line.strip().startswith("::")], log
    if status in {2, 3}:
        assert any(line.startswith("stancetracker: ") for line in err.splitlines()), err
        assert not out


def _no_constant(name: str) -> NoReturn:
    raise AssertionError(name)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    assert len(pairs) == len(value)
    return value


def strictly(text: str) -> Any:
    """Parse JSON, refusing duplicate keys and numbers that not every program knows."""
    return json.loads(text, parse_constant=_no_constant, object_pairs_hook=_unique)


def json_(out: str) -> None:
    calm(out)
    value = strictly(out)
    assert len({tuple(row) for row in (value if isinstance(value, list) else [value])}) <= 1


def jsonl(out: str) -> None:
    calm(out)
    assert len({tuple(strictly(line)) for line in out.split("\n") if line}) <= 1


def rows_of_csv(out: str) -> list[list[str]]:
    most = csv.field_size_limit(2 * LONGEST_LINE)
    try:
        return list(csv.reader(io.StringIO(out, newline=""), strict=True))
    finally:
        csv.field_size_limit(most)


def raw_csv(out: str) -> None:
    calm(out, "\r\n\t")
    assert len({len(row) for row in rows_of_csv(out)}) <= 1
    assert out.count("\r") == len(rows_of_csv(out))


def csv_(out: str) -> None:
    calm(out, "\r\n\t")
    exported_csv(out)


def exported_csv(out: str) -> None:
    rows = rows_of_csv(out)
    assert len({len(row) for row in rows}) <= 1
    assert [] == [cell for row in rows for cell in row if runs(cell)]


def tsv(out: str) -> None:
    calm(out, "\n\t")
    assert len({line.count("\t") for line in out.split("\n")[:-1]}) <= 1


def md(out: str) -> None:
    calm(out)
    out = _OURS.sub(r"\1", out)
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(out)
    inline = [child for token in tokens for child in token.children or ()]
    assert not {token.type for token in (*tokens, *inline)} & _LIVE
    for token in inline:
        if token.type == "text":
            assert not _AFTER.search(token.content), token.content
    assert not (link := _BEFORE.search(out)), link


class _Page(HTMLParser):
    """Check each tag and attribute of a page against those of our templates."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {name.lower() for name in _TAGS}, tag
        for name, value in attrs:
            assert not name.startswith("on"), (tag, name)
            assert name not in _NEVER, (tag, name)
            if name in {"href", "xlink:href"}:
                assert _ADDRESS.match(value or ""), (tag, value)
                assert "evil" not in (value or ""), (tag, value)
            if name == "http-equiv":
                assert value == "Content-Security-Policy", value

    def refuse(self, data: str) -> None:
        raise AssertionError(data)

    handle_comment = handle_pi = unknown_decl = refuse


def html(out: str) -> None:
    calm(out)
    page = _Page()
    page.feed(out)
    page.close()
    assert "default-src 'none'" in out


def coloured(out: str) -> None:
    """Assert that colours and links are only ours."""
    calm(_COLOUR.sub("", out))


def github(out: str) -> None:
    calm(out)
    assert "##[" not in out
    assert all(re.match("::(error|warning|notice) ", line) for line in out.splitlines())


def xml(out: str) -> None:
    calm(out)
    ET.fromstring(out)


def csl(out: str) -> None:
    calm(out)
    strictly(out)


# The judge of each format of `render`, and of those that one command has.
JUDGES: Final[Mapping[str, Callable[[str], None]]] = {
    "json": json_,
    "jsonl": jsonl,
    "csv": csv_,
    "raw": raw_csv,
    "tsv": tsv,
    "md": md,
    "html": html,
    "coloured": coloured,
    "github": github,
    "style-csl-json": csl,
    **dict.fromkeys(("table", "plain", "id", "text", "style-text", "style-bibtex"), calm),
}
# The judge of a published file by its extension; exported tables are for programs, and escape nothing.
FILES: Final[Mapping[str, Callable[[str], None]]] = {
    ".html": html,
    ".csv": exported_csv,
    ".xml": xml,
    ".json": csl,
    ".jsonld": csl,
    ".jsonl": jsonl,
    **dict.fromkeys((".css", ".txt", ".cff", ".md", ".bib", ".svg", ".sql"), calm),
}
