"""What holds of every dataset: one silence list everywhere, the panel's own counts, and no word that judges."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import fields, is_dataclass
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.datasets import indexed
from tests.index import strategies

from stancetracker.base import wording
from stancetracker.figures.shapes import standing_mark
from stancetracker.index import queries
from stancetracker.index.queries import Question, pose
from stancetracker.pages import actor, front, issue, source
from stancetracker.pages.asking import Asking
from stancetracker.reports.catalogue import silence
from stancetracker.reports.listing import listing
from stancetracker.reports.table import Row, Section

JUDGING = re.compile(rf"\b(?:{'|'.join(wording.FORBIDDEN)})\b", re.IGNORECASE)


def of(connection: sqlite3.Connection, day: str) -> Asking:
    """Ask for the edition of a day."""
    question = Question(day, day)
    pose(connection, question)
    return Asking(connection, question)


def settled(now: Asking, about: str) -> Any:
    """Return the question that asks for the whole panel of an issue."""
    return now.question._replace(issues=(about,), actors="any", actors_asked=True)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(strategies.datasets(), strategies.days)
def test_the_page_the_list_and_the_report_name_the_same_silent_and_count_the_same(
    lines: list[dict[str, Any]], day: str
) -> None:
    with indexed(lines) as connection:
        for about in strategies.ISSUES:
            agree(of(connection, day), about)


def agree(now: Asking, about: str) -> None:
    page, question = issue.page(now, about, None), settled(now, about)
    silent = question._replace(statuses=("silent",))
    in_list = listing(now.connection, silent).section(None).rows
    in_data = front.issue_data(now, about).rows
    of_list = [row["actor"] for row in in_list]
    of_report = [row["actor"] for row in silence.report(now.connection, question).section("look").rows]
    of_page = [card.standing.actor for card in page.cards if card.standing.status == "silent"]

    if page.tally.issue.people + page.tally.issue.organizations == 0:
        assert ([], None) == (of_list, page.tally.headline)
        of_page = [card.standing.actor for card in page.others if card.standing.status == "silent"]
    else:
        assert of_list == of_page
        assert looked(in_list) == looked(row for row in in_data if row["panel"])
        assert looked(in_list) == looked(silence.report(now.connection, silent).section(None).rows)
    assert of_report == of_page
    assert {(row["actor"], row["status"]) for row in in_data} == {
        (card.standing.actor, card.standing.status) for card in (*page.cards, *page.others)
    }
    assert {mark.name: mark.number for mark in page.tally.marks} == Counter(
        standing_mark(card.standing) for card in page.cards
    )


def looked(rows: Iterable[Row]) -> list[tuple[object, ...]]:
    """Return for whom, from when, what came back, and what it rests on."""
    names = ("actor", "name", "earliest", "response", "evidence", "checked_by")
    return [tuple(row[name] for name in names) for row in rows if row["status"] == "silent"]


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(strategies.datasets(), st.data(), st.sampled_from(strategies.DAYS[:-1]))
def test_an_edition_stays_as_it_is_whatever_is_recorded_later(
    lines: list[dict[str, Any]], data: st.DataObject, day: str
) -> None:
    later = st.sampled_from([each for each in strategies.DAYS if each > day])
    extra = strategies.numbered(
        data.draw(st.lists(strategies.statements(later) | strategies.silences(later), max_size=3)), "x"
    )
    known = [line for line in lines if line["kind"] in ("statement", "silence")]
    if known:
        about = known[0]["id"]
        extra += strategies.numbered([data.draw(strategies.replies(about, later))], "xreply")
        extra += strategies.numbered([data.draw(strategies.corrections(known, later))], "xc")
    with indexed(lines) as one, indexed([*lines, *extra]) as other:
        assert pages(of(one, day)) == pages(of(other, day))


def pages(now: Asking) -> str:
    """Return every page and picture as text, but for the data version."""
    made = everything(now)
    pictures = [value.picture() for value in values(made) if hasattr(value, "picture")]
    return repr((made, pictures)).replace(queries.data_version(now.connection), "")


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(strategies.datasets(), strategies.days)
def test_no_page_of_any_dataset_judges_and_each_link_leads_to_a_page(
    lines: list[dict[str, Any]], day: str
) -> None:
    with indexed(lines) as connection:
        assert [] == JUDGING.findall(pages(of(connection, day)))


def everything(now: Asking) -> list[Any]:
    """Return every page; each source that is linked to has one."""
    listed = [
        front.listed_issues(now),
        *(front.listed_actors(now, kind) for kind in ("person", "organization")),
        front.listed_sources(now),
    ]
    issues, people, organizations, sources = ([row[0] for row in each.rows] for each in listed)
    made: list[Any] = [
        *listed,
        front.page(now, None),
        *(issue.page(now, each, None) for each in issues),
        *(actor.page(now, each) for each in (*people, *organizations)),
    ]
    links = {value.id for value in values(made) if type(value).__name__ == "Link"}

    assert links <= set(sources)
    return [*made, *(source.page(now, each) for each in sources)]


def values(one: Any) -> Iterator[Any]:
    if is_dataclass(one) and not isinstance(one, Section):
        yield one
        for field in fields(one):
            yield from values(getattr(one, field.name))
    elif isinstance(one, tuple | list | dict):
        for each in one.values() if isinstance(one, dict) else one:
            yield from values(each)
