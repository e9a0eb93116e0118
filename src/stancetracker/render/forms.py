"""The comment that answers an issue form: Markdown in which no text of the form acts."""

from collections.abc import Iterator
from typing import Final

from stancetracker.base import dates, wording
from stancetracker.contribute.add import Plan, standing_sentences
from stancetracker.contribute.forms import Review, in_a_line
from stancetracker.contribute.trial import Addition
from stancetracker.render.formats.md import escaped

NOT_REVIEWED: Final = "Not reviewed, not in the ledger."
_CORRECT_IT: Final = "Correct it by editing the text above; this comment follows."


def comment(review: Review, today: str) -> Iterator[str]:
    """Write what a form proposes in the words of its issue, or what is wrong with each field.

    No person is named as having said anything, as nobody has checked it.
    """
    yield f"{NOT_REVIEWED}\n\n"
    if review.mistakes:
        yield f"This form does not make a record yet. {_CORRECT_IT}\n\n"
        for mistake in review.mistakes:
            yield _item(f"{in_a_line(mistake)}{_in_brackets(mistake.hint)}")
    elif review.reported:
        record_id, kind, place = review.reported
        where = f"line {place.line} of {place.file}"
        yield f"This is about the {kind} {escaped(record_id)}, at {escaped(where)}.\n\n"
        yield "It changes nothing by itself: a maintainer reads it and answers here.\n"
    elif review.plan:
        yield from _proposal(review.plan, today)


def _proposal(plan: Plan, today: str) -> Iterator[str]:
    """Write what a plan would add, or why it can't be added."""
    for known_record in plan.known_records:
        yield _item(f"the ledger has this already: {known_record.id}, at {known_record.place}")
    if plan.blockers:
        yield f"This contradicts the ledger or its rules. {_CORRECT_IT}\n\n"
    elif plan.additions:
        yield "What the submitter proposes:\n\n"
        for addition in plan.additions:
            yield from map(_item, _in_words(plan, addition))
        yield from map(_item, standing_sentences(plan, today))
    for problem in plan.blockers or plan.problems:
        yield _item(f"{problem.severity}: {problem.message}{_in_brackets(problem.hint)}")
    if plan.additions and not plan.blockers:
        yield (
            "\nA maintainer reads the source before anything is recorded. Whoever edits the text"
            " above changes the proposal, and it has to be read again.\n"
        )


def _in_words(plan: Plan, addition: Addition) -> Iterator[str]:
    """Yield the issue with both its sides, and what a record would say, without whose it is."""
    values = addition.values
    issue = plan.dataset.values(values["issue"])
    yield f"Issue: {issue['title']}"
    yield from wording.both_sides(issue["proposition"], wording.sides_of(issue))
    day = dates.words(values["date"])
    if addition.kind == "silence":
        yield f"Proposed: {wording.NONE_FOUND[:1].lower()}{wording.NONE_FOUND[1:]} as of {day}"
    else:
        side = wording.side_on(issue, values["stance"], values.get("stance_basis"))
        yield f"Proposed: a statement {side}, {day}"


def _in_brackets(hint: str | None) -> str:
    """Return hints, which stand a line each, in brackets."""
    return "".join(f" ({line})" for line in (hint or "").splitlines())


def _item(text: str) -> str:
    return f"- {escaped(text)}\n"
