"""Problems as people and GitHub read them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stancetracker.base.errors import Place, Problem
from stancetracker.render.problems import as_github, as_text, located


def problem(line: str | None = None, column: int = 1) -> Problem:
    return Problem(Place("all.jsonl", 3, column), "odd", "fatal", "an odd thing", None, line)


def test_a_long_line_is_a_window_around_the_caret() -> None:
    _, text, caret = as_text([problem("a" * 500 + "X" + "b" * 500, 501)])

    assert text == "    ..." + "a" * 40 + "X" + "b" * 29 + "..."
    assert text[caret.index("^")] == "X"


@pytest.mark.parametrize("width", [1, 20, 40, 60])
def test_the_window_fits_a_narrow_terminal(width: int) -> None:
    _, text, caret = as_text([problem("a" * 500 + "X" + "b" * 500, 501)], width)

    assert len(text) <= max(width, 12)
    assert text[caret.index("^")] == "X"


@pytest.mark.parametrize("before", ["\x1b[31m", "\u202e\x00", "張忠謀", "e\u0301"])
def test_the_caret_stands_under_its_character(before: str) -> None:
    _, text, caret = as_text([problem(before + "X", len(before) + 1)])
    cells = sum(0 if c == "\u0301" else 2 if c in "張忠謀" else 1 for c in text[: text.index("X")])

    assert cells == caret.index("^")


@pytest.mark.parametrize("column", [-5, 0, 99])
def test_a_column_outside_the_line_is_no_error(column: int) -> None:
    place, _, caret = as_text([problem("abc", column)])

    assert (f"all.jsonl:3:{column}: fatal: an odd thing [odd]", "^") == (place, caret.strip())


def test_a_problem_is_a_workflow_command_in_which_nothing_else_is_obeyed() -> None:
    notice = Problem(
        Place("a,b:c.jsonl", 3, 7), "odd", "notice", "50% sure\r\n::error::x", "look, again"
    )

    assert list(as_github(located([notice, problem()], Path("data")))) == [
        "::notice file=data/a%2Cb%3Ac.jsonl,line=3,col=7,title=odd::"
        "50%25 sure^M^J::error::x (hint: look, again)",
        "::error file=data/all.jsonl,line=3,col=1,title=odd::an odd thing",
    ]


@given(st.text(st.characters()))
def test_no_problem_makes_more_than_its_lines(text: str) -> None:
    hostile = Problem(Place(text, 1), text, "error", text, text, text)

    assert all(
        line.isprintable() or " " in line for line in map(str, as_text([hostile])) if line.isascii()
    )
    assert "\n" not in "".join([*as_text([hostile]), *as_github([hostile])])
    assert "\x1b" not in "".join([*as_text([hostile]), *as_github([hostile])])
