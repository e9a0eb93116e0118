"""The comment that answers an issue form: Markdown in which no text of the form acts."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from stancetracker.base import dates, wording
from stancetracker.base.errors import Problem
from stancetracker.contribute.add import Plan, standing_sentences
from stancetracker.contribute.forms import FieldMistake, Review, in_a_line
from stancetracker.contribute.trial import Addition
from stancetracker.render.formats.md import escaped

NOT_REVIEWED: Final = "Not reviewed, not in the ledger."
_MOST_ITEMS: Final = 20
_LONGEST_ITEM: Final = 400
"""Both keep a comment below the 65,536 characters that GitHub takes."""
_CONTRADICTION: Final = (
    "The ledger has records that would be wrong if this is right. Nothing is wrong with this form:"
    " a maintainer reads the source, and corrects those records first."
)
_CORRECT_IT: Final = "Correct it by editing the text above; this comment will be updated."


def comment(review: Review, today: str) -> Iterator[str]:
    """Write what a form proposes in the words of its issue, or what is wrong with each field.

    No person is named as having said anything, as nobody has checked it.
    """
    yield f"{NOT_REVIEWED}\n\n"
    if review.mistakes:
        yield f"This form does not make a record yet. {_CORRECT_IT}\n\n"
        yield from _items(map(_in_a_line, review.mistakes))
    elif review.reported:
        record_id, kind, place = review.reported
        where = f"line {place.line} of {place.file}"
        yield f"This is about the {kind} {escaped(record_id)}, at {escaped(where)}.\n\n"
        yield "It changes nothing by itself: a maintainer reads it and answers here.\n"
    elif review.plan:
        yield from _proposal(review, review.plan, today)


def _proposal(review: Review, planned: Plan, today: str) -> Iterator[str]:
    """Write what a plan would add, or which records it contradicts."""
    yield from _items(
        f"the ledger has this already: {known_record.id}, at {known_record.place}"
        for known_record in planned.known_records
    )
    if planned.blockers:
        yield f"{_CONTRADICTION}\n\n"
        yield from _items(_contradicted(planned, problem) for problem in review.contradicted)
        return
    if planned.additions:
        yield "What the submitter proposes:\n\n"
        for addition in planned.additions:
            yield from _items(_in_words(planned, addition))
        yield from _items(standing_sentences(planned, today))
    yield from _items(f"notice: {_in_a_line(notice)}" for notice in review.notices)
    if planned.additions:
        yield (
            "\nA maintainer reads the source before anything is recorded. Whoever edits the text"
            " above changes the proposal, and it has to be read again.\n"
        )


def _contradicted(planned: Plan, problem: Problem) -> str:
    """Return what a record of the ledger says that would become wrong, without about whom."""
    where = f"{problem.record} at line {problem.place.line} of {problem.place.file}"
    values = planned.dataset.values(problem.record or "")
    if values.get("kind") != "silence":
        return f"{where}: {problem.message}{_in_brackets(problem.hint)}"
    return f"{where}: {_none_found(values['date'])}"


def _none_found(day: str) -> str:
    none_found = f"{wording.NONE_FOUND[:1].lower()}{wording.NONE_FOUND[1:]}"
    return f"{none_found} up to {_date_in_words(day)}"


def _date_in_words(date: str) -> str:
    interval = dates.parse(date)
    return dates.interval_words(interval.earliest, interval.latest)


def _in_words(plan: Plan, addition: Addition) -> Iterator[str]:
    """Yield the issue with both its sides, and what a record would say, without whose it is."""
    values = addition.values
    issue = plan.dataset.values(values["issue"])
    yield f"Issue: {issue['title']}"
    yield from wording.both_sides(issue["proposition"], wording.sides_of(issue))
    if addition.kind == "silence":
        yield f"Proposed: {_none_found(values['date'])}"
    else:
        side = wording.side_on(issue, values["stance"], values.get("stance_basis"))
        yield f"Proposed: a statement, {side}, {_date_in_words(values['date'])}"


def _in_a_line(mistake: FieldMistake) -> str:
    return f"{in_a_line(mistake)}{_in_brackets(mistake.hint)}"


def _in_brackets(hint: str | None) -> str:
    """Return hints, which stand a line each, in brackets."""
    return "".join(f" ({line})" for line in (hint or "").splitlines())


def _items(texts: Iterable[str]) -> Iterator[str]:
    """Write a list of texts, each on one line, without those that would make it too long."""
    remaining = iter(texts)
    for text in islice(remaining, _MOST_ITEMS):
        cut = text if len(text) <= _LONGEST_ITEM else f"{text[:_LONGEST_ITEM]}…"
        yield f"- {escaped(cut)}\n"
    if more := sum(1 for _ in remaining):
        yield f"- and {more:,} more\n"
