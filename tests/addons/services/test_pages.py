"""The pages of an answer, as `mcp` gives them."""

import json
from typing import Any, NamedTuple

import pytest

from stancetracker.addons.services.pages import Page
from stancetracker.base.errors import UsageError
from stancetracker.reports.table import Section, Stamp


class Row(NamedTuple):
    name: str
    words: str | None


STAMP = Stamp("2026-01-26", None, "public", "v1")
ROWS = [Row("ada", "a" * 50), Row("bo", None), Row("cy", "ü")]
SECTION: Section[Row] = Section("row", (*Row._fields, *Stamp._fields), ROWS, stamp=STAMP)
QUESTION = {"tool": "rows", "data_version": "v1"}


def answer(page: Page, question: dict[str, Any] = QUESTION) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(page.answer({"as_of": "2026-01-26"}, SECTION, question))
    return answer


def test_a_row_has_no_nulls_and_nothing_that_the_whole_answer_says() -> None:
    assert {
        "as_of": "2026-01-26",
        "total": 3,
        "rows": [{"name": "ada", "words": "a" * 50}, {"name": "bo"}, {"name": "cy", "words": "ü"}],
    } == answer(Page())


def test_columns_that_are_asked_for_come_in_their_order() -> None:
    [row, *_] = answer(Page(columns=["audience", "name"]))["rows"]

    assert [("audience", "public"), ("name", "ada")] == [*row.items()]


def test_a_cursor_goes_on_after_the_last_row() -> None:
    first = answer(Page(limit=2))
    second = answer(Page(cursor=first["next"]))

    assert ["ada", "bo"] == [row["name"] for row in first["rows"]]
    assert ["cy"] == [row["name"] for row in second["rows"]]
    assert "next" not in second


def test_a_page_ends_before_the_row_that_it_has_no_room_for() -> None:
    text = Page().answer({}, SECTION, QUESTION)
    shorter = Page(characters=len(text) - 1).answer({}, SECTION, QUESTION)

    assert ["ada", "bo"] == [row["name"] for row in json.loads(shorter)["rows"]]
    assert len(shorter) < len(text)


def test_a_row_that_alone_is_too_long_is_an_error_that_says_how_to_get_it() -> None:
    with pytest.raises(UsageError) as caught:
        answer(Page(characters=100))

    assert caught.value.hint is not None
    assert "`columns` (name, words)" in caught.value.hint
    size = int(caught.value.hint.rpartition(" ")[2])
    assert answer(Page(characters=size))["rows"]


@pytest.mark.parametrize(
    "page, question, message",
    [
        (Page(limit=0), QUESTION, "not a limit: 0"),
        (Page(cursor="x"), QUESTION, "not a cursor: x"),
        (Page(cursor="1-0123456789ab"), QUESTION, "of another question, or of older data"),
    ],
)
def test_a_page_that_cannot_be_had_is_an_error(
    page: Page, question: dict[str, Any], message: str
) -> None:
    with pytest.raises(UsageError, match=message):
        answer(page, question)


def test_a_cursor_of_older_data_is_refused() -> None:
    cursor = answer(Page(limit=1))["next"]

    with pytest.raises(UsageError, match="older data"):
        answer(Page(cursor=cursor), {**QUESTION, "data_version": "v2"})
