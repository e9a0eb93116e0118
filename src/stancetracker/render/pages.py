"""The pages of a published site: contents in, HTML out. Addresses within a site are made here, and only here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from stancetracker.base import dates, page_words, wording
from stancetracker.render._templates import environment, style
from stancetracker.render.cells import shown
from stancetracker.render.charts import chart
from stancetracker.reports.figures import Figure
from stancetracker.reports.pages.values import (
    ActorPage,
    Card,
    Edition,
    FrontPage,
    Index,
    IssuePage,
    SourcePage,
)
from stancetracker.reports.report import Section

Page = FrontPage | IssuePage | ActorPage | SourcePage | Index

FOLDERS: Final = MappingProxyType(
    {"issue": "issues", "person": "people", "organization": "organizations", "source": "sources"}
)
"""Where the pages of a kind lie in a tree."""
_TEMPLATES: Final[Mapping[type[Any], tuple[str, tuple[str, ...]]]] = MappingProxyType(
    {
        FrontPage: ("front", ("theme", "page", "charts")),
        IssuePage: ("issue", ("theme", "page", "charts")),
        ActorPage: ("actor", ("theme", "page")),
        SourcePage: ("source", ("theme", "page")),
        Index: ("listed", ("theme", "page")),
    }
)
"""Of each page its template and its stylesheets."""


@dataclass(frozen=True)
class Place:
    """Where a page lies: its folder in the edition's tree, and the ways from it to that tree's and the site's root."""

    path: str
    """"" or `issues/x/`."""
    root: str
    """"" or `../../`."""
    top: str
    """`../` more than `root` within `/DAY/`."""

    @property
    def is_dated(self) -> bool:
        """Whether the page is in the tree of its day, not in the one at the bare address."""
        return self.root != self.top


def address(kind: str, id: str | None = None) -> str:
    """The folder of a page, or of the list of its kind, from the root of a tree: `people/ada/`."""
    return f"{FOLDERS[kind]}/" + (f"{id}/" if id else "")


def render(page: Page, edition: Edition, place: Place) -> Iterator[str]:
    """Write a page; it needs nothing but itself."""
    name, styles = _TEMPLATES[type(page)]
    text, digest = style(*styles)
    template = environment().get_template(f"{name}.html.jinja")
    yield template.render(
        page=page,
        edition=edition,
        place=place,
        style=text,
        style_hash=digest,
        words=page_words,
        wording=wording,
        day=dates.words,
        href=_links(place),
        draw=lambda figure: chart(
            figure, environment(), _people(place, figure), lambda issue: _links(place)("issue", issue)
        ),
        choices=choices,
        table=table,
    )
    yield "\n"


def _links(place: Place) -> Callable[..., str]:
    """The address of a page from this one; `index.html` is named, so that it works without a server too."""

    def href(kind: str, id: str | None = None) -> str:
        return f"{place.root}{address(kind, id)}index.html"

    return href


def _people(place: Place, figure: Figure) -> Callable[[str], str | None]:
    href = _links(place)
    rows = getattr(figure, "lines", ()) or getattr(figure, "rows", ())
    groups = getattr(figure, "groups", ())
    kinds = {
        row.actor: row.kind for row in (*rows, *(member for group in groups for member in group.members))
    }
    return lambda actor: href(kinds[actor], actor) if actor in kinds else None


def choices(cards: Sequence[Card]) -> list[tuple[str, str, int]]:
    """What the cards can be filtered by: an id, a word and how many; nothing that has none."""
    counts = Counter(card.status for card in cards)
    reported = sum(card.reported for card in cards)
    every = [("all", page_words.ALL, len(cards))]
    by_status = [(status, words, counts[status]) for status, words in page_words.CHOICES.items()]
    by_flag = [("reported", page_words.REPORTED_CHOICE, reported)]
    return every + [choice for choice in (*by_status, *by_flag) if choice[2]]


def table(heading: str | None, section: Section) -> dict[str, object]:
    """A section as its template shows it: columns, texts of cells, and which column names the row."""
    columns = shown(section)
    rows = [[column.say(row) for column in columns] for row in section.rows]
    named = next((place for place, column in enumerate(columns) if column.heading), 0)
    return {"heading": heading, "section": section, "columns": columns, "rows": rows, "named": named}
