"""The table for a terminal."""

import re
from operator import itemgetter
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.conftest import Golden
from tests.render import sample

from stancetracker.base.text import CLOSING, OPENING, visible
from stancetracker.render import cell_len
from stancetracker.reports.matches import WORDS
from stancetracker.reports.table import Report, Row, Section, Shown, plain

NAMES = st.text(st.characters(), min_size=1, max_size=60) | st.sampled_from(sample.HOSTILE)


def rendered(report: Report, width: int = 80, **display: bool) -> str:
    return sample.rendered("table", report, width=width, **display)


def table_of(*rows: Row, shown: tuple[Shown, ...] = (), width: int = 80, **display: bool) -> str:
    """Render rows under their own columns, or as shown."""
    return rendered(Report("", "", (sample.section(*rows, shown=shown),)), width, **display)


class Passage(NamedTuple):
    """A row with words to print in bold."""

    snippet: str
    marked: str


def bare(text: str) -> str:
    return "".join(text.split())


@st.composite
def reports(draw: st.DrawFn) -> tuple[Report, list[str]]:
    """A report with columns of all kinds, and the texts in it."""
    count = draw(st.integers(1, 8))
    keys = [f"c{number}" for number in range(count)]
    rows = draw(st.lists(st.fixed_dictionaries(dict.fromkeys(keys, NAMES)), min_size=1, max_size=3))
    headings = [draw(st.sampled_from(["", key, f"Heading of {key}"])) for key in keys]
    shown = tuple(
        plain(heading, itemgetter(key), draw(st.integers(0, 4)))
        for heading, key in zip(headings, keys, strict=True)
    )
    section = Section("s", tuple(keys), rows, draw(st.sampled_from([shown, ()])))
    return Report("", "", (section,)), [text for row in rows for text in row.values()]


@given(reports(), st.integers(20, 200))
def test_every_text_is_there_whole_at_any_width(made: tuple[Report, list[str]], width: int) -> None:
    report, texts = made
    output = rendered(report, width)
    squeezed = bare(output)

    for text in texts:
        assert bare(visible(text.replace("\t", " "))) in squeezed
    for line in output.split("\n"):
        assert cell_len(line) <= width + 1  # a joiner may hide the cell after it from the measure


def test_what_may_be_is_left_out_and_cut_so_that_a_row_takes_one_line(golden: Golden) -> None:
    cells = "Ann|chief, Acme, since long ago|none found|9 days ago|Wire, read at Copy|“No word was said in public”"
    row = dict(zip("nrfasw", cells.split("|"), strict=True))
    shown = (
        Shown("N", sample.words_of("n")),
        Shown("G", lambda row: "shared by all", group=True),
        Shown("R", sample.words_of("r"), drop=1),
        Shown("F", sample.words_of("f")),
        Shown("A", sample.words_of("a"), drop=2),
        Shown("Source", sample.words_of("s"), keep=1, cut=lambda row: row["s"].partition(",")[0]),
        Shown("W", sample.words_of("w"), drop=3, cut=sample.words_of("w")),
    )

    tables = (table_of(row, shown=shown, width=width) for width in (120, 100, 80, 62, 48, 29, 22))
    golden("table-cut.txt", "\n".join(tables))


def test_columns_that_may_wrap_do_at_words_where_they_would_not_fit() -> None:
    rows = [
        {"n": "Ann Example", "i": "● against (inferred)", "m": "· unchecked"},
        {"n": "Bo", "i": "◆ in favor", "m": "○ none found"},
    ]
    issues = (
        Shown(name, sample.words_of(name[0]), wraps=True) for name in ("ice-out-2026", "maven")
    )

    shown = (Shown("Name", sample.words_of("n")), *issues)
    assert table_of(*rows, shown=shown, width=36) == (
        "Name         ice-out-    maven\n"
        "             2026\n"
        "────────────────────────────────────\n"
        "Ann Example  ● against   · unchecked\n"
        "             (inferred)\n"
        "Bo           ◆ in favor  ○ none\n"
        "                         found\n"
    )


@given(reports(), st.sampled_from([20, 60, 120]))
def test_no_unsafe_character_is_written_and_no_escape_but_bold_dim_hues_and_their_end(
    made: tuple[Report, list[str]], width: int
) -> None:
    """Markup in a text makes none either, so no link that leads elsewhere."""
    colored = rendered(made[0], width, color=True)
    plain = re.sub(r"\x1b\[(?:[012]|33|36|94|95)m", "", colored)

    assert sample.UNSAFE.search(plain) is None
    assert rendered(made[0], width) == plain


def test_a_mark_has_its_hue_beside_its_shape_and_only_where_colour_is_allowed() -> None:
    row = {"name": "● Ada", "other": "◆ in favor"}

    assert "\x1b[94m●\x1b[0m Ada  \x1b[38;5;166m◆\x1b[0m in favor\n" in table_of(row, color=True)
    assert "other: \x1b[38;5;166m◆\x1b[0m in\nfavor\n" in table_of(row, width=16, color=True)
    assert "\x1b" not in table_of(row)


def test_a_column_without_room_is_folded_under_its_row() -> None:
    assert rendered(sample.report(sample.people()), 24) == (
        "Silence\n"
        "\n"
        "The panel.\n"
        "   Person         Days\n"
        "──────────────────────\n"
        "○  Sundar Pichai   210\n"
        "    Organization: Google\n"
        "◧  Tim Cook          7\n"
        "\n"
        "2 of 11 people · as of\n"
        "26 Jan 2026\n"
    )


def test_where_no_two_columns_fit_a_row_is_a_block_of_lines() -> None:
    assert rendered(Report("", "", (sample.people(),)), 12).startswith(
        "The panel.\n"
        "○\n"
        "Person:\n"
        "Sundar\n"
        "Pichai\n"
        "Organization\n"
        ": Google\n"
        "Days: 210\n"
        "\n"
        "◧\n"
        "Person: Tim\n"
        "Cook\n"
    )


def test_only_the_last_column_wraps() -> None:
    """A long text that is last."""
    output = table_of({"name": "Tim Cook", "quote": "word " * 30}, width=60, headers=False)

    assert output.split("\n")[0] == "Tim Cook  " + ("word " * 10).strip()
    assert output.split("\n")[1] == "          " + ("word " * 10).strip()


def test_a_long_text_in_the_middle_is_read_under_its_row() -> None:
    row = {"name": "Tim Cook", "quote": "word " * 30, "date": "26 Jan 2026", "source": "x"}

    assert "Tim Cook  26 Jan 2026  x\n    quote: word word" in table_of(row)


MARKS = f"a {OPENING}toll{CLOSING} is «due» {OPENING}now{CLOSING}"
SPLIT = "\x1b[1mone two\x1b[0m\n\x1b[1mthree\x1b[0m\nfour\n"


@pytest.mark.parametrize(
    ("marked", "display", "text"),
    [
        (MARKS, {}, "a «toll» is «due» «now»\n"),
        (MARKS, {"color": True}, "a \x1b[1mtoll\x1b[0m is «due» \x1b[1mnow\x1b[0m\n"),
        (f"{OPENING}one two three{CLOSING} four", {"width": 9, "color": True}, SPLIT),
    ],
)
def test_found_words_are_bold_on_each_line_or_between_marks(
    marked: str, display: dict[str, Any], text: str
) -> None:
    def lines(*shown: Shown) -> str:
        section = Section("passage", ("snippet",), [Passage("plain", marked)], shown)
        return rendered(Report("", "", (section,)), **display).split("\n", 2)[2]

    assert text == lines(WORDS)
    assert "plain\n" == lines()


def test_two_equal_columns_are_both_there() -> None:
    shown = (Shown("A", lambda row: "a" * 30), *[Shown("B", lambda row: "b" * 30, 1)] * 2)

    assert table_of({"id": 1}, shown=shown, width=40).count("b" * 30) == 2


def test_the_headline_is_bold_and_what_stands_below_is_dim() -> None:
    colored = rendered(sample.whole(), color=True)

    assert "\x1b[1mFor 2 of 11 no public statement was found.\x1b[0m\n" in colored
    assert "\x1b[2m2 of 11 people · as of 26 Jan 2026\x1b[0m\n" in colored


def test_wide_characters_take_two_cells() -> None:
    found = table_of({"name": "張忠謀", "org": "台積電"}, {"name": "Tim", "org": "Apple"})

    assert found.split("\n")[2:4] == ["張忠謀  台積電", "Tim     Apple"]


def test_booleans_are_not_numbers_and_numbers_stand_right() -> None:
    assert table_of({"n": 1, "b": True}, {"n": 10, "b": None}, headers=False) == " 1  true\n10\n"


def test_a_row_as_a_block_has_no_line_for_an_empty_cell() -> None:
    shown = tuple(Shown(name, sample.words_of(name), keep=1) for name in ("name", "note", "words"))
    rows: list[Row] = [
        {"name": "Ada", "note": "", "words": "x" * 9},
        {"name": "", "note": "", "words": ""},
    ]

    assert "name: Ada\nwords:\nxxxxxxxxx\n\nname: –\n" == table_of(*rows, shown=shown, width=9)


def test_a_group_of_rows_as_blocks_stands_directly_above_its_first() -> None:
    shown = (
        Shown("place", sample.words_of("place"), group=True),
        *(Shown(name, sample.words_of(name), keep=1) for name in ("name", "note")),
    )
    rows: list[Row] = [
        {"place": "Rome", "name": "Ada", "note": "xxxxxx"},
        {"place": "Oslo", "name": "Bo", "note": "xxxxxx"},
    ]

    assert ("Rome\nname: Ada\nnote:\nxxxxxx\n\nOslo\nname: Bo\nnote:\nxxxxxx\n") == table_of(
        *rows, shown=shown, width=9
    )
