"""A declared field reaches the views and rows of its kind, a date with its bounds."""

from typing import NamedTuple

from stancetracker.index import fields, views
from stancetracker.index.fields import Field


class Row(NamedTuple):
    id: str
    date: str

    def in_words(self) -> str:
        return f"{self.id} on {self.date}"


VIEW = """-- A view.
SELECT
    vote.id, -- the vote's id
    vote.date, -- its date as recorded
    -- other fields: vote, but to
    vote.line -- the line in that file
FROM main.vote AS vote
"""
TABLE = {
    "id": "the id",
    "date": "its date",
    "date_earliest": "the first possible day of `date`",
    "to": "to whom",
    "aired": "when it was broadcast",
    "aired_latest": "the last possible day of `aired`",
    "file": "the file",
    "line": "the line",
}


def test_a_view_gets_the_fields_that_it_does_not_list() -> None:
    text = views.with_other_fields(VIEW, {"vote": TABLE})

    assert (
        """\
    vote.date, -- its date as recorded
    vote.[aired], -- when it was broadcast
    vote.[aired_latest], -- the last possible day of `aired`
    vote.line -- the line in that file
"""
        in text
    )
    assert ["id", "date", "aired", "aired_latest", "line"] == [*views.described(text)]


def test_a_row_class_gets_other_fields_after_its_own() -> None:
    longer = fields.extended(Row, (Field("place", is_flag=False), Field("live", is_flag=True)))
    row = longer._make(["vote", "2026-01-01", "Rome", True])

    assert isinstance(row, Row)
    assert "vote on 2026-01-01" == row.in_words()
    assert {"id": "vote", "date": "2026-01-01", "place": "Rome", "live": True} == row._asdict()
    assert "2026-01-02" == row._replace(date="2026-01-02").date
    assert bool is longer.__annotations__["live"]
    assert fields.extended(Row, ()) is Row
