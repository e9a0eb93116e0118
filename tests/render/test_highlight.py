"""Found words are bold where a terminal may show that, else between «»; nothing else is styled by them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stancetracker.base.text import CLOSING, OPENING
from stancetracker.render.cells import Display
from stancetracker.render.formats import table
from stancetracker.reports.matches import MARKED, WORDS
from stancetracker.reports.table import Report, Section, Shown

BOLD, PLAIN = "\x1b[1m", "\x1b[0m"


def render(marked: str, display: Display, shown: tuple[Shown, ...] = (WORDS,)) -> str:
    section = Section("passage", ("snippet",), [{"snippet": "plain", MARKED: marked}], shown)
    report = Report("", "", (section,))
    lines: Iterator[str] = table.render(report, section, display)
    return "".join(lines).split("\n", 2)[2]


MARKS = f"a {OPENING}toll{CLOSING} is «due» {OPENING}now{CLOSING}"


@pytest.mark.parametrize(
    ("display", "text"),
    [
        (Display(), "a «toll» is «due» «now»\n"),
        (Display(ascii=True), "a <<toll>> is <<due>> <<now>>\n"),
        (Display(ascii=True, color=True), "a <<toll>> is <<due>> <<now>>\n"),
        (Display(color=True), f"a {BOLD}toll{PLAIN} is «due» {BOLD}now{PLAIN}\n"),
    ],
)
def test_found_words(display: Display, text: str) -> None:
    assert text == render(MARKS, display)


def test_a_phrase_that_goes_on_in_the_next_lines_is_bold_in_each() -> None:
    text = f"{OPENING}one two three{CLOSING} four"

    assert f"{BOLD}one{PLAIN}\n{BOLD}two{PLAIN}\n{BOLD}three{PLAIN}\nfour\n" == render(
        text, Display(width=5, color=True)
    )


def test_chosen_columns_are_shown_plain() -> None:
    assert "plain\n" == render(MARKS, Display(color=True), ())
