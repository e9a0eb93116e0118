"""Formats that people read: Markdown, HTML, and one fact a line."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from tests.addons.site.pages.made import Page
from tests.render import sample
from tests.render.sample import rendered

from stancetracker.base import plugins
from stancetracker.base.text import visible
from stancetracker.render import formats
from stancetracker.render.formats.md import escaped
from stancetracker.reports.table import Report, Row, Section, Shown

TEXTS = (
    st.text(st.characters())
    | st.sampled_from(sample.HOSTILE)
    | st.text("[]()<>!*_`~|\\#@&:/.-+=1a \n$^")
)
FORMATS = sorted({*plugins.names(formats)} - {"svg", "png", "pdf"})


def hostile(text: str) -> Report:
    """A report in which everything is this text."""
    shown = Section("s", ("id",), ({"id": text},), about=text, ending=(text,))
    return Report(text or "t", text, (shown, shown), text, (text,))


def markdown_tokens(text: str) -> list[tuple[str, str]]:
    """Type and content of every token that Markdown makes of a text."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    inline = [child for token in tokens for child in token.children or ()]
    return [(token.type, token.content) for token in [*tokens, *inline]]


@given(TEXTS)
def test_nothing_in_markdown_becomes_a_link_an_image_or_html(text: str) -> None:
    kinds = {kind for kind, _ in markdown_tokens(rendered("md", hostile(text)))}

    assert not kinds & {
        "link_open",
        "image",
        "html_block",
        "html_inline",
        "code_inline",
        "fence",
        "s_open",
    }


def test_a_page_shows_marks_as_they_were_written_and_its_source_shows_them() -> None:
    page = rendered("html", hostile("<b>שלום\u200f! \u061c\u200e"))

    assert "&lt;b&gt;שלום&#8207;! &#1564;&#8206;" in page
    assert not sample.UNSAFE.search(page)


@given(TEXTS)
def test_escaped_markdown_reads_as_the_text(text: str) -> None:
    tokens = MarkdownIt("commonmark").parse(f"x {escaped(text)}")
    children = [child for token in tokens for child in token.children or ()]

    assert {child.type for child in children} <= {"text"}
    read = "".join(child.content for child in children).replace("\u200b", "")
    assert (
        read
        == f"x {visible(text.replace(chr(9), ' '), but_marks=True).strip()}".replace(
            "\u200b", ""
        ).strip()
    )


@given(TEXTS)
def test_a_markdown_row_has_as_many_cells_as_columns(text: str) -> None:
    section = Section("s", ("a", "b"), ({"a": text, "b": text},))
    kinds = [kind for kind, _ in markdown_tokens(rendered("md", Report("t", "", (section,))))]

    assert (kinds.count("th_open"), kinds.count("td_open"), kinds.count("tr_open")) == (2, 2, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@octocat", "\\@&#8203;octocat"),
        ("see #12", "see \\#&#8203;12"),
        ("http://x", "http\\://x"),
        ("www.x", "www\\.x"),
        ("a | b", "a &#124; b"),
        ("1. x", "1\\. x"),
        ("at 10:30, 1.5 & more", "at 10:30, 1.5 &amp; more"),
        ("- x", "\\- x"),
        ("GH-1 gh-2 g-1", "GH\\-&#8203;1 gh\\-&#8203;2 g-1"),
        ("me:smile: :+1: :100:", "me\\:&#8203;smile: \\:&#8203;+1: \\:&#8203;100:"),
        ("at 10:30:15: go", "at 10:30:15: go"),
        ("123456789. x", "123456789\\. x"),
        ("[^1] [x]: y", "\\[\\^1\\] \\[x\\]: y"),
        ("שלום\u200f!", "שלום&#8207;\\!"),
    ],
)
def test_markdown_escapes(text: str, expected: str) -> None:
    assert expected == escaped(text)


def test_markdown_in_ascii_and_without_headings() -> None:
    output = rendered("md", sample.whole(), ascii=True, headers=False)

    assert output.isascii()
    assert (
        "|  |  |  |  |\n| --- | --- | --- | ---: |\n| o | Sundar Pichai | Google | 210 |\n"
        in output
    )
    assert (
        "\n- 2 of 11 people . as of 26 Jan 2026\n\n## context\n\nNo rows.\n\nHow to read it.\n"
        in output
    )


@given(TEXTS)
def test_no_text_becomes_a_tag_or_an_attribute(text: str) -> None:
    page = Page(rendered("html", hostile(text)))
    plain = Page(rendered("html", hostile("x")))

    assert page.tags <= plain.tags | {"p"}
    assert page.attributes <= plain.attributes | {"class"}
    assert {"script", "a", "img"}.isdisjoint(page.tags)


@pytest.mark.parametrize("name", FORMATS)
@given(TEXTS, st.booleans())
def test_no_format_writes_an_unsafe_character(name: str, text: str, flag: bool) -> None:
    output = rendered(name, hostile(text), ascii=flag, raw=flag)

    assert (
        sample.UNSAFE.search(re.sub("[\t\r]", "", output) if name in ("csv", "tsv") else output)
        is None
    )


def test_the_page_allows_its_own_style_and_nothing_else() -> None:
    output = rendered("html", sample.whole())
    style = re.search("<style>(.*)</style>", output, re.DOTALL)

    assert style is not None
    digest = b64encode(sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in output
    assert "http" not in output.replace("http-equiv", "")


def test_the_page_without_headings_and_without_rows() -> None:
    output = rendered("html", sample.whole(), headers=False)

    assert 'scope="col"' not in output
    assert "<p>No rows.</p>" in output


ROWS: list[Row] = [
    {"name": "○ Ada", "when": "as of 5 Jan", "words": "“No\x1b”"},
    {"name": "● Bo", "when": "", "words": ""},
]
SHOWN = tuple(Shown(name.capitalize(), sample.said(name)) for name in ("name", "when", "words"))


def test_each_row_is_its_name_with_one_thing_a_line_and_no_shapes() -> None:
    section = Section("look", ("name", "when", "words"), ROWS, SHOWN, about="●○", ending=("a · b",))

    assert "Looks\nAda. When: as of 5 Jan\nAda. Words: “No^[”\nBo\na, b\nThe end\n" == rendered(
        "plain", Report("Looks", "", (section,), notes=("The end",))
    )


def test_sections_are_told_apart_and_ascii_is_kept() -> None:
    one = Section("look", ("name",), ROWS[:1], (Shown("", lambda row: "x"), *SHOWN))
    other = Section("tie-in", ("name",), (), SHOWN)

    assert 'Look: 1 row\nAda. When: as of 5 Jan\nAda. Words: "No^["\nTie in: 0 rows\n' == rendered(
        "plain", Report("", "", (one, other)), ascii=True
    )
