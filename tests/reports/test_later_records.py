"""Laws: what begins after the day asked about, or was recorded after the day of knowledge, changes no row."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from tests.datasets import Line, asked, complete, indexed, lines_of
from tests.depth import tried

from stancetracker.base import dates, plugins
from stancetracker.index.queries import Question
from stancetracker.reports import catalogue
from stancetracker.reports.table import Row

LINES = lines_of(
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"], "recheck_days": 5}
    {"kind": "event", "id": "vote", "date": "2026-01-03", "trigger": true}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-02/2026-01-08", "stance": "favor"}
    {"kind": "silence", "id": "l", "actors": ["bo"], "date": "2026-01-04"}
    """
)
DAY = "2026-01-20"
REPORTS = ("first", "matrix", "timeline", "speech", "coverage")
ACTORS = st.sampled_from(["ada", "bo", "cy"])


@st.composite
def later(draw: st.DrawFn) -> Line:
    after = draw(st.integers(1, 9))
    start, end = (dates.add_days(DAY, days) for days in (after, after + draw(st.integers(0, 9))))
    kind = draw(st.sampled_from(["statement", "silence", "event"]))
    own: dict[str, Line] = {
        "statement": {
            "speaker": draw(ACTORS),
            "stance": draw(st.sampled_from(["favor", "against"])),
        },
        "silence": {"actors": [draw(ACTORS)]},
        "event": {"trigger": draw(st.booleans())},
    }
    return {"kind": kind, "date": start if start == end else f"{start}/{end}", **own[kind]}


def rows(lines: list[Line], **filters: Any) -> list[tuple[str, list[Row]]]:
    question = Question(**{"as_of": DAY, "everyone": True, **filters})
    with indexed(lines) as connection, asked(connection, question) as known:
        made = [plugins.load(catalogue, name, "report").report(known, question) for name in REPORTS]
    return [
        (
            name,
            [
                {key: cell for key, cell in section.cells(row).items() if key != "data_version"}
                for row in section.rows
            ],
        )
        for name, section in zip(REPORTS, (report.section(None) for report in made), strict=True)
    ]


@tried(5, 1000)
@given(lines=st.lists(later(), min_size=1, max_size=4))
def test_what_begins_later_changes_no_row(lines: list[Line]) -> None:
    new = [complete({**line, "id": f"new-{place}"}) for place, line in enumerate(lines)]

    assert rows(LINES) == rows(LINES + new)


@tried(5, 1000)
@given(lines=st.lists(later().filter(lambda line: line["kind"] != "event"), min_size=1, max_size=4))
def test_what_is_recorded_later_changes_no_row(lines: list[Line]) -> None:
    new = [
        complete({**line, "id": f"new-{n}", "recorded": "2026-02-02"})
        for n, line in enumerate(lines)
    ]
    withdrawn = complete(
        {"kind": "correction", "id": "c", "corrects": "s", "recorded": "2026-02-02"}
    )
    days = {"as_of": "2026-03-01", "known_by": "2026-02-01"}

    assert rows(LINES, **days) == rows([*LINES, *new, withdrawn], **days)
