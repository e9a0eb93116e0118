"""Who spoke first after each trigger: surely, perhaps or not, and after how many days."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st
from tests.render.sample import rendered
from tests.reports.asking import Ask, cells, rows_in_words

from stancetracker.reports.catalogue import first
from stancetracker.reports.catalogue.first import Span

LINES = """
{"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
{"kind": "person", "id": "di"} {"kind": "person", "id": "ed"} {"kind": "person", "id": "out"}
{"kind": "issue", "id": "bridge", "panel": ["bo", "cy", "di", "ed", "ada"]}
{"kind": "event", "id": "vote", "title": "The vote", "date": "2026-01-10", "trigger": true}
{"kind": "event", "id": "fair", "title": "A fair", "date": "2026-01-11"}
{"kind": "statement", "id": "a1", "speaker": "ada", "date": "2026-01-03", "stance": "favor"}
{"kind": "statement", "id": "a2", "speaker": "ada", "date": "2026-01-09/2026-01-12", "stance": "mixed"}
{"kind": "statement", "id": "a3", "speaker": "ada", "date": "2026-01-11", "stance": "against"}
{"kind": "statement", "id": "b1", "speaker": "bo", "date": "2026-01-05/2026-01-07", "stance": "favor"}
{"kind": "silence", "id": "l", "actors": ["cy"], "date": "2026-01-05"}
{"kind": "statement", "id": "unsure", "speaker": "cy", "date": "2026-01-02", "stance": "favor",
 "verification": "disputed"}
{"kind": "statement", "id": "maybe", "speaker": "di", "date": "2026-01-20/2026-02-20", "stance": "favor"}
{"kind": "statement", "id": "o", "speaker": "out", "date": "2026-01-02", "stance": "favor"}
"""


def test_after_each_trigger_the_panel_stands_in_the_order_of_its_first_statements(ask: Ask) -> None:
    section = ask(first.report).section(None)

    assert [
        "After the issue's first day, 1 Jan 2026 | Ada | surely | 2 days | for the proposition | different stances at different times",
        "After the issue's first day, 1 Jan 2026 | Bo | no | 4–6 days | for the proposition",
        "After the issue's first day, 1 Jan 2026 | Di | no | 19–50 days, if by then | for the proposition",
        "After the issue's first day, 1 Jan 2026 | Cy |  | none found up to 5 Jan 2026",
        "After the issue's first day, 1 Jan 2026 | Ed |  | never looked for",
        "After “The vote”, 10 Jan 2026 | Ada | surely | 0–1 days | on both sides or against the proposition"
        " | different stances at different times",
        "After “The vote”, 10 Jan 2026 | Di | no | 10–41 days, if by then | for the proposition",
        "After “The vote”, 10 Jan 2026 | Bo |  | on record before it only",
        "After “The vote”, 10 Jan 2026 | Cy |  | none found up to 5 Jan 2026, before it",
        "After “The vote”, 10 Jan 2026 | Ed |  | never looked for",
    ] == rows_in_words(section)
    assert ["a1", "b1", "maybe", "l", None, "a2 a3", "maybe", None, "l", None] == cells(
        section, "evidence"
    )
    assert (
        "After the issue's first day, 1 Jan 2026, the first on record is Ada (2 days)."
        " After “The vote”, 10 Jan 2026, the first on record is Ada (0–1 days)."
    ) == section.caption


def test_a_row_of_several_statements_links_to_no_page_of_one_record(ask: Ask) -> None:
    """
    {"kind": "dataset", "url": "https://ledger.example"}
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "a", "speaker": "ada", "date": "2026-01-03/2026-01-05", "stance": "favor"}
    {"kind": "statement", "id": "b", "speaker": "ada", "date": "2026-01-04", "stance": "favor"}
    """
    report = ask(first.report)

    assert ["a b"] == cells(report.section(None), "evidence")
    assert "(<https://ledger.example/people/ada/>)" in rendered("md", report)
    assert "r/a" not in rendered("md", report)


def test_where_possible_days_overlap_nobody_is_surely_first(ask: Ask) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"], "since": "2026-01-10"}
    {"kind": "event", "id": "vote", "title": "The vote", "date": "2026-01-10", "trigger": true}
    {"kind": "statement", "id": "a", "speaker": "ada", "date": "2026-01-12/2026-01-14", "stance": "favor"}
    {"kind": "statement", "id": "b", "speaker": "bo", "date": "2026-01-09/2026-01-20", "stance": "favor"}
    {"kind": "statement", "id": "c", "speaker": "cy", "date": "2026-01-15", "stance": "favor"}
    """
    section = ask(first.report).section(None)

    assert [
        ("bo", "perhaps", 0, 10, False),
        ("ada", "perhaps", 2, 4, True),
        ("cy", "no", 5, 5, True),
    ] == (cells(section, "actor", "first", "days_earliest", "days_latest", "sure"))
    assert "0–10 days, if after it" in rows_in_words(section)[0]
    assert (
        "After “The vote”, 10 Jan 2026, the first on record may be Bo (0–10 days, if after it) or Ada (2–4 days)."
    ) == str(section.caption).partition(" Half of")[0]


def test_an_actor_asked_for_is_compared_with_the_whole_panel(ask: Ask) -> None:
    whole, bo = ask(first.report).section(None), ask(first.report, people=("bo",)).section(None)

    assert [row for row in whole.rows if row.actor == "bo"] == bo.rows
    assert whole.caption == bo.caption
    assert [None] * 2 == cells(ask(first.report, people=("out",)).section(None), "first")


def test_before_the_first_day_nobody_is_first(ask: Ask) -> None:
    assert ([], None) == ask(first.report, as_of="2025-12-31").section(None)[2:6:3]


SPANS = st.tuples(st.integers(0, 4), st.integers(0, 3), st.booleans())


@given(st.lists(SPANS, min_size=1, max_size=3))
def test_surely_is_on_every_possible_day_and_perhaps_on_one(
    spans: list[tuple[int, int, bool]],
) -> None:
    """Whoever does not surely follow the start may not be there at all."""
    never = 99
    days = [[*range(day, day + more + 1), *([] if sure else [never])] for day, more, sure in spans]
    found = {
        str(mine): Span(str(a), str(a + more), sure) for mine, (a, more, sure) in enumerate(spans)
    }
    worlds = [*product(*days)]

    for mine, place in enumerate(first.places(found).values()):
        alone = all(
            world.count(min(world)) == 1 and world[mine] == min(world) < never for world in worlds
        )
        among = any(world[mine] == min(world) < never for world in worlds)
        assert place == ("surely" if alone else "perhaps" if among else "no")
