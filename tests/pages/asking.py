"""Pages of a dataset, as of one day or of two that follow one another."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from stancetracker.index.queries import Question
from stancetracker.index.store import ask
from stancetracker.ledger.folder import Folder
from stancetracker.pages import asking, issue
from stancetracker.pages.asking import Asking, Page
from stancetracker.pages.issue import IssuePage
from stancetracker.pages.page import place, render

Answer = TypeVar("Answer")
LATE = "2026-12-31"


def at(folder: Folder, cache: Path, make: Callable[[Asking], Answer], day: str = LATE) -> Answer:
    """Return what a page is in the edition of a day."""
    return ask(
        folder,
        Question(day, day),
        lambda index: make(Asking(index.connection, Question(day, known_by=day))),
        cache,
    )


def since(
    folder: Folder, cache: Path, make: Callable[[Asking, Asking], Answer], before: str, day: str
) -> Answer:
    """Return what a page is in the edition of a day, with that of an earlier one beside it."""
    return at(folder, cache, lambda old: at(folder, cache, lambda now: make(now, old), day), before)


def bridge(folder: Folder, cache: Path, day: str = LATE) -> IssuePage:
    """Return the page of the bridge."""
    return at(folder, cache, lambda now: issue.page(now, "bridge", None), day)


def html(folder: Folder, cache: Path, make: Callable[[Asking], Page]) -> str:
    """Return a page as HTML, on one line."""

    def made(now: Asking) -> str:
        return "".join(render(make(now), asking.edition(now, (LATE,)), place("issues/x/", "")))

    return " ".join(at(folder, cache, made).split())
