"""The first page, the lists, the editions and what lies beside a page as data."""

from collections.abc import Callable
from pathlib import Path

from tests.datasets import SHIPPED
from tests.pages.asking import at

from stancetracker.figures.stand import WhereTheyStand
from stancetracker.figures.tables import Grid
from stancetracker.index import lookup, queries
from stancetracker.index.queries import LIST_COLUMNS
from stancetracker.ledger.folder import Folder
from stancetracker.pages import asking, front
from stancetracker.pages.asking import Asking
from stancetracker.reports.table import Section


def test_issues_with_a_panel_of_people_come_first_and_the_first_is_drawn(cache: Path) -> None:
    found = at(SHIPPED, cache, lambda now: front.page(now, None), "2026-11-25")

    assert [
        "minneapolis-immigration-operations",
        "iceout-letter-demands",
        "san-francisco-deployment-2025",
        "amazon-rekognition-2018",
        "family-separation-2018",
        "project-maven-2018",
    ] == [tally.issue.id for tally in found.tallies]
    assert ["stand", "when"] == list(found.figures)
    assert isinstance(found.figures["stand"], WhereTheyStand)
    assert 11 == found.figures["stand"].total
    assert isinstance(found.grid, Grid)
    assert ["minneapolis-immigration-operations", "iceout-letter-demands"] == [
        issue.id for issue in found.grid.issues
    ]
    assert ("statements", 44) in found.counts


def test_counts_are_of_what_was_known_and_a_line_that_is_gone_is_told(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-02", "stance": "favor"}
    {"kind": "statement", "id": "t", "speaker": "ada", "date": "2026-01-02", "stance": "favor",
     "recorded": "2026-02-03"}
    {"kind": "correction", "id": "c", "corrects": "gone", "type": "redaction", "reason": "The law."}
    """
    found = at(folder, cache, lambda now: front.page(now, None), "2026-02-02")

    assert (("people", 1), ("issues", 1), ("statements", 1), ("corrections", 1)) == found.counts
    assert ("The law.",) == found.redacted
    assert ({}, None) == (found.figures, found.grid)


def test_each_day_on_which_something_was_recorded_has_an_edition(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "issue", "id": "bridge"}
    {"kind": "statement", "id": "s", "speaker": "ada", "date": "2026-01-02", "stance": "favor",
     "recorded": "2026-02-05"}
    {"kind": "silence", "id": "l", "actors": ["ada"], "date": "2026-01-03", "recorded": "2026-02-04"}
    {"kind": "reply", "id": "r", "to": "l", "by": "ada", "recorded": "2026-02-06"}
    {"kind": "correction", "id": "c", "corrects": "l", "recorded": "2026-02-05"}
    {"kind": "tie", "id": "gift", "actor": "ada", "recorded": "2026-02-01"}
    """
    days = at(folder, cache, lambda now: queries.days(now.connection))
    found = at(folder, cache, lambda now: asking.edition(now, days), "2026-02-05")

    assert ("2026-02-04", "2026-02-05", "2026-02-06") == days == found.days
    assert ("2026-02-05", "A dataset without a title", "") == (found.day, found.title, found.publisher)


def test_data_beside_the_pages_have_the_same_keys_always(folder: Folder, cache: Path) -> None:
    """
    {"kind": "person", "id": "ada"} {"kind": "person", "id": "bo"} {"kind": "organization", "id": "acme"}
    {"kind": "issue", "id": "bridge", "panel": ["ada", "acme"]}
    {"kind": "issue", "id": "tunnel", "panel": ["ada"]}
    {"kind": "statement", "id": "s", "speaker": "bo", "date": "2026-01-02", "stance": "favor"}
    {"kind": "tie", "id": "gift", "actor": "ada"}
    """
    address = lookup.source_key("https://example.org/news")
    makers: dict[str, Callable[[Asking], Section]] = {
        "issue": lambda now: front.issue_data(now, "bridge"),
        "front": front.front_data,
        "actor": lambda now: front.actor_data(now, "ada"),
        "source": lambda now: front.source_data(now, address),
        "index": lambda now: front.listed_data(now, front.listed_actors(now, "person")),
    }
    made = {name: at(folder, cache, make) for name, make in makers.items()}
    found = {name: cells(section, *KEYS[name]) for name, section in made.items()}

    assert {
        "issue": [("bridge", "ada"), ("bridge", "acme"), ("bridge", "bo")],
        "front": [("bridge", "unchecked", 2, 2), ("tunnel", "unchecked", 1, 1)],
        "actor": [("bridge", "ada"), ("tunnel", "ada")],
        "source": [("gift", "tie"), ("s", "statement")],
        "index": [("ada",), ("bo",)],
    } == found
    assert LIST_COLUMNS == made["issue"].columns == made["actor"].columns
    for section in made.values():
        assert all(set(section.columns) <= set(row) for row in section.rows)
        assert {"2026-12-31"} == {row["as_of"] for row in section.rows}


KEYS = {
    **dict.fromkeys(("issue", "actor"), ("issue", "actor")),
    "front": ("issue", "status", "count", "total"),
    "source": ("record", "kind"),
    "index": ("id",),
}


def cells(section: Section, *names: str) -> list[tuple[object, ...]]:
    """Return these cells of each row; of counts, those that are not zero."""
    return [tuple(row[name] for name in names) for row in section.rows if row.get("count", 1)]
