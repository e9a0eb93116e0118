"""From flags to a question and the dataset it is put to; every reading command goes through here."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from stancetracker.base.text import visible
from stancetracker.cli import options, streams
from stancetracker.index.question import Question
from stancetracker.ledger.folder import Folder, find
from stancetracker.reports.report import Report
from stancetracker.reports.run import Maker, answer, answer_at


def folder(dataset: options.DatasetOption) -> Folder:
    """The dataset that is meant; one that came with the program is named on a terminal.

    Raises NoDatasetError.
    """
    found = quietly(dataset)
    if found.packaged and sys.stderr is not None and sys.stderr.isatty():
        streams.complain(
            [f"stancetracker: reading the dataset that came with the program, {visible(str(found.path))}"]
        )
    return found


def quietly(dataset: options.DatasetOption) -> Folder:
    """The dataset that is meant, whichever it is.

    Raises NoDatasetError.
    """
    named = None if dataset.data is None else str(dataset.data)
    found = find(named, os.environ, Path.cwd(), _home())
    return found._replace(cached=not (isinstance(dataset, options.AskedDataset) and dataset.no_cache))


def _home() -> Path | None:
    try:
        return Path.home()
    except RuntimeError:
        return None


def question(as_of: options.AsOf, filters: options.Filters) -> Question:
    """The question the flags ask; names are looked up later.

    Raises DateError.
    """
    day, known_by = as_of.days()
    since, until = filters.period()
    return Question(
        as_of=day,
        known_by=known_by,
        audience=as_of.audience,
        actors=filters.actors or "person",
        actors_asked=filters.actors is not None,
        everyone=filters.everyone,
        issues=filters.issue,
        people=filters.person,
        organizations=filters.org,
        stances=filters.stance,
        channels=filters.channel,
        sources=filters.source,
        since=since,
        until=until,
        statuses=filters.statuses(),
        stale=filters.stale,
        reported=filters.reported,
    )


def report(
    dataset: options.DatasetOption, as_of: options.AsOf, filters: options.Filters, make: Maker
) -> Report:
    """Ask the dataset, as it is or as a revision holds it, and make a report of the answer."""
    found, revision = folder(dataset), as_of.revision()
    if revision is None:
        return answer(found, question(as_of, filters), make)
    from stancetracker.ledger.git import day_of

    day = as_of.as_of if as_of.as_of is not None else day_of(found, revision)
    return answer_at(found, question(as_of.but(as_of=day, known_by=None), filters), make, revision)
