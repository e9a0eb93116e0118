"""The pages of an edition, one by one: where each lies, and what makes it when it is its turn."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from stancetracker.publish.site.addresses import folder
from stancetracker.render.pages import Page, address
from stancetracker.reports.pages import actor, data, front, issue, listed, source
from stancetracker.reports.pages.values import Asking, Index
from stancetracker.reports.report import Section


class Leaf(NamedTuple):
    """A page: its folder in the tree, its contents, and the same as data."""

    path: str
    page: Callable[[], Page]
    data: Callable[[], Section]


def leaves(now: Asking, before: Asking | None) -> list[Leaf]:
    """All pages of an edition; `before` is the edition before it."""
    issues, people, organizations, sources = (
        make(now) for make in (listed.issues, listed.people, listed.organizations, listed.sources)
    )
    return [
        Leaf("", partial(front.page, now, before), partial(data.front, now)),
        *(_list(now, index) for index in (issues, people, organizations, sources)),
        *(
            Leaf(folder("issue", id), partial(issue.page, now, id, before), partial(data.issue, now, id))
            for id in _ids(issues)
        ),
        *(
            Leaf(folder(index.kind, id), partial(actor.page, now, id), partial(data.actor, now, id))
            for index in (people, organizations)
            for id in _ids(index)
        ),
        *(
            Leaf(folder("source", id), partial(source.page, now, id), partial(data.source, now, id))
            for id in _ids(sources)
        ),
    ]


def _list(now: Asking, index: Index) -> Leaf:
    return Leaf(address(index.kind), lambda: index, partial(data.listed, now, index))


def _ids(index: Index) -> Iterator[str]:
    return (row[0] for row in index.rows)
