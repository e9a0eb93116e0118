"""What figures hold of a dataset's records, and which report draws which."""

from itertools import accumulate, pairwise
from pathlib import Path
from typing import Any

import pytest
from tests.datasets import SHIPPED, lines_of, write
from tests.figures.conftest import crowd, figures, report
from tests.pages.asking import at

from stancetracker.base import dates, plugins
from stancetracker.figures.chart import drawn, figure
from stancetracker.figures.counts import MOST_BINS, Bin, FirstStatements, HowManyHadSpoken, Step
from stancetracker.figures.record import Moment, Spell
from stancetracker.figures.stand import WhereTheyStand, note
from stancetracker.figures.tables import Grid, TiesOfThePanel
from stancetracker.figures.when import WhoSpokeWhen
from stancetracker.index import queries
from stancetracker.ledger.folder import Folder
from stancetracker.pages import issue
from stancetracker.render.cells import Display
from stancetracker.render.formats import html
from stancetracker.reports import catalogue
from stancetracker.reports.context import Context


def when(folder: Folder, cache: Path, **asked: Any) -> WhoSpokeWhen:
    found: WhoSpokeWhen = figures(folder, cache, **asked)["when"]
    return found


def test_first_statements_come_first_then_looks_then_the_unchecked(six: Folder, cache: Path) -> None:
    assert [
        ("bo", "neither", "taking no side"),
        ("ada", "against", "against (moved)"),
        ("eve", "silent", "none found (not rechecked)"),
        ("di", "silent", "none found (reported, not rechecked)"),
        ("cy", "unchecked", "unchecked (may have spoken)"),
        ("flo", "unchecked", "unchecked"),
    ] == [(line.standing.actor, line.mark, line.words) for line in when(six, cache).lines]


def test_only_what_counts_is_drawn_on_its_possible_days(six: Folder, cache: Path) -> None:
    found = when(six, cache)
    lines = {line.standing.actor: line for line in found.lines}

    assert ("2026-01-01", "2026-02-07", "2026-03-01") == (found.first, found.last, found.as_of)
    assert (Moment("2026-01-05", "The vote"),) == found.triggers
    assert "2026-03-02" == when(six, cache, as_of="2026-03-02").last
    assert (
        Spell("2026-01-01", "2026-01-20", "favor", open_start=True, decides=False),
        Spell("2026-01-22", "2026-01-25", "against", open_start=False, decides=True),
    ) == lines["ada"].spells
    assert (Spell("2025-12-01", "2026-01-09", "neither", False, True),) == lines["bo"].spells
    assert ("2026-01-12",) == lines["ada"].looks
    assert ("2026-01-12", "2026-01-18") == lines["eve"].looks
    assert ("2026-02-07",) == lines["di"].reported
    for actor in ("cy", "flo"):
        assert ((), (), ()) == (lines[actor].spells, lines[actor].looks, lines[actor].reported)


def test_any_audience_draws_words_on_their_own_days(six: Folder, cache: Path) -> None:
    found = when(six, cache, audience="any")
    di = next(line for line in found.lines if line.standing.actor == "di")

    assert ["bo", "di", "ada"] == [line.standing.actor for line in found.lines if line.spells]
    assert (Spell("2026-01-09", "2026-01-09", "neither", open_start=False, decides=True),) == di.spells
    assert ("2026-02-07",) == di.reported


def test_what_was_made_known_by_a_day_was_said_by_then(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "id": "memo", "speaker": "ada", "date": "2026", "stance": "favor",
     "audience": "internal", "made_public": "2026-01-10"}
    """
    [line] = when(folder, cache, audience="any").lines

    assert (Spell("2026-01-01", "2026-01-10", "favor", open_start=False, decides=True),) == line.spells


def test_before_the_issue_nothing_is_drawn(six: Folder, cache: Path) -> None:
    found = when(six, cache, as_of="2025-12-31")

    assert ("2025-12-31", "2025-12-31") == (found.first, found.last)
    assert {"unchecked"} == {line.mark for line in found.lines}
    assert not any((*line.spells, *line.looks, *line.reported) for line in found.lines)


def test_without_a_panel_all_on_record_are_drawn_and_none_is_called_outside(
    folder: Folder, cache: Path
) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "organization", "id": "acme"}
    {"kind": "issue", "id": "bridge"} {"kind": "issue", "id": "tunnel"}
    {"kind": "statement", "speaker": "acme", "date": "2026-01-20", "stance": "favor"}
    {"kind": "silence", "actors": ["ada"], "date": "2026-01-20"}
    """
    assert [("acme", "in favor"), ("ada", "none found (not rechecked)")] == [
        (line.standing.actor, line.words) for line in when(folder, cache).lines
    ]
    assert ["when"] == list(figures(folder, cache))
    assert {} == figures(folder, cache, issues=("tunnel",))


def first(path: Path, spoken: dict[str, str], **asked: Any) -> FirstStatements:
    found: FirstStatements = figures(write(path / "data", crowd(spoken)), path / "cache", **asked)["first"]
    return found


def test_a_large_panel_is_counted_in_spans_of_days(tmp_path: Path) -> None:
    """What is dated before the issue stands in the first."""
    spoken = {"p0": "2025-12-01", "p1": "2026-01-01/2026-01-03", "p2": "2026-01-03", "p3": "2026-02-03"}
    found = first(tmp_path, spoken)

    assert ("2026-01-01", "2026-02-03") == (found.first, found.last)
    assert 17 == len(found.bins)
    assert Bin("2026-01-01", "2026-01-02", (("favor", 1),)) == found.bins[0]
    assert (("favor", 1), ("neither", 1)) == found.bins[1].stances
    assert ("2–3 Feb 2026", (("neither", 1),)) == (found.bins[-1].span, found.bins[-1].stances)


@pytest.mark.parametrize("days", [1, 30, 31, 210, 211, 2_000, 12_000, 40_000])
def test_bins_are_equal_few_and_without_gaps(tmp_path: Path, days: int) -> None:
    last = dates.add_days("2026-01-01", days - 1)
    found = first(tmp_path, {"p0": "2026-01-01", "p1": last}, as_of=last).bins
    wide = {dates.days_between(one.first, one.last) for one in found[:-1]}

    assert len(found) <= MOST_BINS
    assert len(wide) <= 1
    assert ("2026-01-01", last) == (found[0].first, found[-1].last)
    assert all(dates.add_days(one.last, 1) == other.first for one, other in pairwise(found))
    assert 2 == sum(one.count for one in found)
    assert len(found) == days if days <= MOST_BINS else len(found) >= 10


def band(folder: Folder, cache: Path) -> HowManyHadSpoken:
    found: HowManyHadSpoken = figures(folder, cache)["many"]
    return found


def test_the_band_steps_on_first_and_last_possible_days(six: Folder, cache: Path) -> None:
    found = band(six, cache)

    assert (
        Step("2025-12-01", least=0, most=1),
        Step("2026-01-01", least=0, most=2),
        Step("2026-01-09", least=1, most=2),
        Step("2026-01-20", least=2, most=2),
    ) == found.steps
    assert (6, "6 people", None) == (found.total, found.people, found.looked_until)


PEOPLE = '{"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "person", "id": "cy"}'


@pytest.mark.parametrize(
    ("lines", "steps", "looked_until"),
    [
        ('{"kind": "issue", "id": "bridge", "panel": ["ada"]}', (), None),
        (
            """
            {"kind": "issue", "id": "bridge", "panel": ["ada"]}
            {"kind": "statement", "speaker": "ada", "date": "2026-01-02/2026-01-20", "stance": "favor"}
            {"kind": "statement", "speaker": "ada", "date": "2026-01-05", "stance": "favor"}
            """,
            (Step("2026-01-02", 0, 1), Step("2026-01-05", 1, 1)),
            "2026-03-01",
        ),
        (
            """
            {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "cy"]}
            {"kind": "statement", "speaker": "ada", "date": "2026-01-02", "stance": "favor"}
            {"kind": "silence", "actors": ["bo", "cy"], "date": "2026-01-10"}
            {"kind": "silence", "actors": ["bo"], "date": "2026-01-20"}
            """,
            (Step("2026-01-02", 1, 1),),
            "2026-01-10",
        ),
    ],
    ids=[
        "nothing said",
        "sure once one of two was made",
        "vouched for until the earliest of the last checks",
    ],
)
def test_the_band_is_no_surer_than_its_records(
    tmp_path: Path, lines: str, steps: tuple[Step, ...], looked_until: str | None
) -> None:
    found = band(write(tmp_path / "data", lines_of(PEOPLE + lines)), tmp_path / "cache")

    assert (steps, looked_until) == (found.steps, found.looked_until)


GROUPS = """
{"kind": "organization", "id": "acme"} {"kind": "person", "id": "a", "name": "Ada",
 "memberships": [{"role": "chief", "organization": "acme"}]}
{"kind": "person", "id": "b"} {"kind": "person", "id": "c"} {"kind": "person", "id": "d"}
{"kind": "person", "id": "e"} {"kind": "person", "id": "f"} {"kind": "person", "id": "g"}
{"kind": "person", "id": "h"} {"kind": "person", "id": "i"}
{"kind": "issue", "id": "bridge", "panel": ["i", "h", "g", "f", "e", "d", "c", "b", "a"], "recheck_days": 90}
{"kind": "statement", "speaker": "a", "date": "2026-01-20/2026-01-22", "stance": "against"}
{"kind": "statement", "speaker": "b", "date": "../2026-01-20", "stance": "favor"}
{"kind": "statement", "speaker": "c", "date": "2026-01-20", "stance": "mixed"}
{"kind": "statement", "speaker": "d", "date": "2026-01-20", "stance": "neither"}
{"kind": "statement", "speaker": "e", "date": "2026-01-20", "stance": "neither", "audience": "private",
 "made_public": "2026-01-22"}
{"kind": "silence", "actors": ["e"], "date": "2026-01-21/2026-01-23"}
{"kind": "silence", "actors": ["f"], "date": "2026-01-21", "response": "no-reply", "basis": "reported"}
{"kind": "silence", "actors": ["g"], "date": "2026-01-21", "response": "declined", "basis": "reported",
 "sources": [{"url": "https://copy.example", "tier": "reprint", "publisher": "A Copy",
 "original_publisher": "The Paper"}]}
{"kind": "silence", "actors": ["h"], "date": "2026-01-21", "response": "avoided", "basis": "asked",
 "asked_on": "2026-01-20"}
"""


@pytest.fixture
def nine(tmp_path: Path) -> Folder:
    """Write the dataset of nine."""
    return write(tmp_path / "data", lines_of(GROUPS))


def stand(folder: Folder, cache: Path, **asked: Any) -> WhereTheyStand:
    found: WhereTheyStand = figures(folder, cache, **asked)["stand"]
    return found


def test_every_standing_is_a_group_and_none_is_merged(nine: Folder, cache: Path) -> None:
    found = stand(nine, cache)

    assert 9 == found.total
    assert [
        ("against", "Public statement, against", "20–22 Jan 2026"),
        ("favor", "Public statement, in favor", "by 20 Jan 2026"),
        ("mixed", "Public statement, both in favor and against", "20 Jan 2026"),
        ("neither", "Public statement, taking no side", "20 Jan 2026"),
        (
            "none-found",
            "No public statement found",
            "as of 21 Jan 2026, searched by Us; reported, not public",
        ),
        (
            "no-reply",
            "No public statement found (no reply)",
            "as of 21 Jan 2026, reported by Us via The Example",
        ),
        (
            "declined",
            "No public statement found (declined)",
            "as of 21 Jan 2026, reported by Us via The Paper, read at A Copy",
        ),
        ("avoided", "No public statement found (avoided)", "as of 21 Jan 2026, asked by Us"),
        ("unchecked", "Unchecked: no check on record", ""),
    ] == [
        (one.response or one.mark, one.words, note(member)) for one in found.groups for member in one.members
    ]


def test_what_a_group_has_in_common_says_no_more_than_its_records(nine: Folder, cache: Path) -> None:
    """The last words on record may not be the last said, and a check may not say whether anyone was asked."""
    made = report(nine, cache)
    page = "".join(html.render(made, made.sections[0], Display()))
    about = [part.partition("</p>")[0] for part in page.split('<p class="stand-about">')[1:]]

    assert 9 == len(set(about))
    assert "Their latest public words on record that take a side are against the proposition." == about[0]
    assert all("on record" in words for words in about[:4])
    assert "Someone checked and found none by the day given." == about[4]


def test_an_inferred_stance_is_noted_as_one(tmp_path: Path, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "statement", "speaker": "ada", "date": "2026-01-07", "stance": "against", "stance_basis": "inferred",
     "coded_by": "Us", "note": "From the words."}
    """
    folder = write(tmp_path, lines_of(test_an_inferred_stance_is_noted_as_one.__doc__))
    [group] = stand(folder, cache, as_of="2026-02-01").groups

    assert ["against (inferred), 7 Jan 2026"] == [note(member) for member in group.members]


def test_any_audience_says_statement(nine: Folder, cache: Path) -> None:
    [group] = [group for group in stand(nine, cache, audience="any").groups if group.stance == "neither"]

    assert ("Statement, taking no side", 2) == (group.words, group.count)
    assert ["e", "d"] == [one.actor for one in group.members]


def test_a_large_panel_is_counted_and_not_listed(tmp_path: Path) -> None:
    folder = write(tmp_path / "data", crowd({"p0": "2026-01-02"}))
    found = stand(folder, tmp_path / "cache")

    assert [(1, ()), (150, ())] == [(group.count, group.members) for group in found.groups]


def test_the_grid_has_a_row_an_actor_and_a_cell_an_issue(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "organization", "id": "acme"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"]}
    {"kind": "issue", "id": "tunnel", "title": "The tunnel", "panel": ["ada", "acme"]}
    {"kind": "statement", "speaker": "ada", "date": "2026-01-02", "stance": "favor"}
    {"kind": "statement", "speaker": "acme", "date": "2026-01-02", "stance": "mixed"}
    {"kind": "silence", "actors": ["ada"], "date": "2026-01-02", "issue": "tunnel", "response": "declined"}
    """
    issues, found = at(
        folder, cache, lambda now: (queries.issues(now.connection), queries.standings(now.connection))
    )
    made = figure("grid", issues, found)
    without = figure("grid", issues, found[2:])

    assert isinstance(made, Grid)
    assert isinstance(without, Grid)
    assert ["bridge", "tunnel"] == [each.id for each in made.issues]
    assert [("ada", ["spoke", "silent"]), ("acme", ["spoke", "unchecked"])] == [
        (row.actor.actor, [cell.status for cell in row.cells if cell]) for row in made.rows
    ]
    assert [None, "unchecked"] == [cell and cell.status for cell in without.rows[-1].cells]
    assert figure("grid", issues, []) is None
    assert figure("grid", [], found) is None


def test_the_grid_has_the_rows_of_the_matrix(six: Folder, cache: Path) -> None:
    for asked in ({}, {"statuses": ("silent",)}, {"statuses": ("silent",), "people": ("ada",)}):
        found = report(six, cache, "matrix", **asked)
        rows = [row["actor"] for row in found.section("matrix").rows if row["actor"] is not None]
        grids = [made for _, made in drawn(found) if isinstance(made, Grid)]

        assert rows == [row.actor.actor for grid in grids for row in grid.rows]


def ties(folder: Folder, cache: Path) -> TiesOfThePanel | None:
    found = at(folder, cache, lambda now: issue.page(now, "bridge", None)).ties
    assert found is None or isinstance(found, TiesOfThePanel)
    return found


def test_everyone_stands_beside_the_types_of_ties_on_record(folder: Folder, cache: Path) -> None:
    """
    {"kind": "organization", "id": "acme"} {"kind": "organization", "id": "fund"}
    {"kind": "person", "id": "ada", "memberships": [{"role": "chief", "organization": "acme"}]}
    {"kind": "person", "id": "bo"} {"kind": "person", "id": "out"}
    {"kind": "issue", "id": "bridge", "panel": ["bo", "ada"]}
    {"kind": "event", "id": "fair", "title": "A fair", "date": "2026-01-10"}
    {"kind": "tie", "type": "donation", "actor": "acme", "counterparty": "fund", "date": "2026-01",
     "amount": {"value": 5000, "currency": "EUR", "bound": "at-least"}}
    {"kind": "tie", "type": "donation", "actor": "ada", "title": "A bench", "verification": "disputed"}
    {"kind": "tie", "type": "attendance", "actor": "ada", "event": "fair"}
    {"kind": "tie", "type": "contract", "actor": "out", "title": "Bricks"}
    """
    found = ties(folder, cache)

    assert found is not None
    assert ("Donations", "Attendance") == found.types
    assert [
        ("bo", "", ((), ())),
        ("ada", "", (("A bench, disputed (The Example)",), ("A fair (The Example)",))),
        ("acme", "Ada, chief", (("to Fund, at least 5,000 EUR, Jan 2026 (The Example)",), ())),
    ] == [(row.id, row.people, row.ties) for row in found.rows]


def test_more_than_can_be_read_are_in_no_table(tmp_path: Path) -> None:
    folder, cache = write(tmp_path / "data", crowd({})), tmp_path / "cache"
    asked = report(folder, cache).figures[0].rows[0]

    assert figure("ties", asked, Context((), [{"party": "p0", "type": "contract"}])) is None
    assert figure("grid", [asked.issue], asked.standings) is None
    assert figure("grid", [asked.issue], asked.standings[1:]) is not None


def test_each_report_draws_what_fits_it(six: Folder, cache: Path) -> None:
    found = {name: list(figures(six, cache, name)) for name in plugins.names(catalogue)}

    assert {
        "first": ["when"],
        "matrix": ["grid"],
        "pace": ["many"],
        "silence": ["stand", "when"],
        "speech": ["when"],
        "summary": ["stand", "when", "many"],
        "timeline": ["when", "many"],
    } == {name: kinds for name, kinds in found.items() if kinds}


@pytest.mark.parametrize("name", ["silence", "speech", "summary", "timeline"])
def test_filters_choose_rows_and_the_whole_panel_is_drawn(six: Folder, cache: Path, name: str) -> None:
    whole = report(six, cache, name)
    chosen = report(six, cache, name, people=("eve",), since="2026-01-18", stances=("favor",))
    everyone = report(six, cache, name, everyone=True, actors="any", actors_asked=True)

    assert list(drawn(whole)) == list(drawn(chosen))
    assert next(drawn(whole)) == next(drawn(everyone))
    assert whole.sections != chosen.sections


@pytest.mark.parametrize("audience", ["public", "any"])
def test_the_band_says_what_the_table_of_days_says(cache: Path, audience: str) -> None:
    about = "minneapolis-immigration-operations"
    found = report(SHIPPED, cache, "pace", as_of="2026-11-25", issues=(about,), audience=audience)
    rows = found.section("day").rows
    least = accumulate(int(str(row["spoke_latest"])) for row in rows)
    most = accumulate(int(str(row["spoke_earliest"])) for row in rows)
    told = {row["date"]: edge for row, edge in zip(rows, zip(least, most, strict=True), strict=True)}
    [(_, band)] = drawn(found)

    assert isinstance(band, HowManyHadSpoken)
    edges = {step.day: (step.least, step.most) for step in band.steps}
    assert edges == {day: edge for day, edge in told.items() if day in edges}
    assert list(told.values())[-1] == list(edges.values())[-1]
