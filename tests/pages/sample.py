"""Pages with only what a test is about."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

from stancetracker.pages.asking import Edition
from stancetracker.pages.front import FrontPage
from stancetracker.pages.issue import IssuePage, Tally

Page = TypeVar("Page", IssuePage, FrontPage)
DAYS = ("2026-01-04", "2026-01-13", "2026-02-01")


def edition(day: str = DAYS[-1], **given: Any) -> Edition:
    """An edition of a dataset about bridges."""
    filled = {
        "day": day,
        "title": "Bridges",
        "publisher": "Us",
        "licence": "CC0-1.0",
        "contact": "us@example.org",
        "url": None,
        "language": "en",
        "version": "abc",
        "days": DAYS,
    }
    return Edition(**{**filled, **given})


def tally(issue: str = "bridge", sentence: str | None = "1 of 2 people.") -> Tally:
    """Both counts of an issue."""
    return Tally(issue, issue.title(), "It should be built", None, sentence, (), ())


def issue_page(issue: str = "bridge", changed: tuple[str, ...] = ()) -> IssuePage:
    """The page of an issue on which this changed."""
    return _filled(IssuePage, tally=tally(issue), changed=changed)


def front_page(*issues: str) -> FrontPage:
    """The front page of these issues."""
    return _filled(FrontPage, tallies=tuple(map(tally, issues)))


def _filled(page: type[Page], **given: Any) -> Page:
    return page(**{**{field.name: () for field in fields(page)}, **given})
