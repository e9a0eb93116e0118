"""Markdown, in which every text is text."""

import pytest
from hypothesis import given
from markdown_it import MarkdownIt
from tests.render import sample
from tests.render.sample import rendered

from stancetracker.base.text import safe
from stancetracker.render.formats.md import escaped
from stancetracker.reports.table import Report, Section, plain


def markdown_tokens(text: str) -> list[tuple[str, str]]:
    """Type and content of every token that Markdown makes of a text."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    inline = [child for token in tokens for child in token.children or ()]
    return [(token.type, token.content) for token in [*tokens, *inline]]


@given(sample.MARKUP)
def test_nothing_in_markdown_becomes_a_link_an_image_or_html(text: str) -> None:
    kinds = {kind for kind, _ in markdown_tokens(rendered("md", sample.hostile(text)))}

    assert not kinds & {
        "link_open",
        "image",
        "html_block",
        "html_inline",
        "code_inline",
        "fence",
        "s_open",
    }


@given(sample.MARKUP)
def test_escaped_markdown_reads_as_the_text(text: str) -> None:
    tokens = MarkdownIt("commonmark").parse(f"x {escaped(text)}")
    children = [child for token in tokens for child in token.children or ()]

    assert {child.type for child in children} <= {"text"}
    read = "".join(child.content for child in children).replace("\u200b", "")
    shown = safe(text, but_marks=True).strip()
    assert read == f"x {shown}".replace("\u200b", "").strip()


@given(sample.MARKUP)
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
def test_what_github_would_find_in_a_text_is_escaped(text: str, expected: str) -> None:
    assert expected == escaped(text)


def test_a_table_keeps_an_empty_heading_line_without_headers() -> None:
    output = rendered("md", sample.whole(), headers=False)

    assert (
        "|  |  |  |  |\n| --- | --- | --- | ---: |\n| ○ | Sundar Pichai | Google | 210 |\n"
        in output
    )
    assert (
        "\n- 2 of 11 people · as of 26 Jan 2026\n\n## context\n\nNo rows.\n\nHow to read it.\n"
        in output
    )


def test_footnotes_have_one_count_over_all_chapters_and_stand_below_the_whole() -> None:
    shown = (plain("Name", lambda row: row["name"]), plain("Source", lambda row: row["source"]))

    def chapter(title: str, *names: str) -> Report:
        rows = [{"name": name, "source": "Paper"} for name in names]
        section = Section("main", ("name",), rows, shown, footnote=lambda row: f"{row['name']}*")
        return Report(title, "", (section,))

    first, second = chapter("First", "a", "b"), chapter("Second", "c")
    whole = first._replace(title="Both", chapters=(first, second), notes=("A note.",))
    lines = rendered("md", whole).splitlines()

    assert ["| a | Paper[^1] |", "| b | Paper[^2] |", "| c | Paper[^3] |"] == [
        line for line in lines if "[^" in line and line.startswith("|")
    ]
    assert ["A note.", "", "[^1]: a\\*", "", "[^2]: b\\*", "", "[^3]: c\\*"] == lines[-7:]
