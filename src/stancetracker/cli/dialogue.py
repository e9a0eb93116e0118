"""Dialogues on a terminal that add records: questions for one, and proposals one by one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager, suppress
from pathlib import Path
from typing import Any, Final

from stancetracker.base.errors import UsageError, WriteError
from stancetracker.base.text import in_json, plural
from stancetracker.cli import hints, options, prompts, streams
from stancetracker.cli.questions import Questions, side, sides
from stancetracker.contribute import add as adding
from stancetracker.contribute import undo
from stancetracker.contribute.answers import Draft
from stancetracker.contribute.dataset import Dataset, open_dataset
from stancetracker.contribute.flags import values_of
from stancetracker.contribute.proposal import Proposal
from stancetracker.ledger.journal import finished
from stancetracker.render.problems import as_text

# What may be done with a proposal.
_ACCEPT: Final = "a"
_EDIT: Final = "e"
_SKIP: Final = prompts.SKIP
_CONTEXT: Final = "c"
_QUIT: Final = prompts.QUIT
_OF_SILENCES: Final = {prompts.SKIP: prompts.SkipError, prompts.QUIT: prompts.QuitError}
"""The exits from signing silences, where no answer stands before to go back to."""


def writable(flags: options.Dataset, dry_run: bool) -> AbstractContextManager[Dataset]:
    """Open the dataset to add to; raises where it is read-only or does not load."""
    return open_dataset(finished(flags.folder(), dry_run=dry_run))


def add(
    dataset: Dataset,
    records: Iterable[Any],
    dry_run: bool,
    source: str,
    exits: prompts.Exits | None = None,
) -> None:
    """Add records and say what that changes; with `exits` from the question, only after a yes.

    Raises RefusedError for records that `check` would not pass.
    """
    add_plan(dataset, adding.plan(dataset, records, options.today(), source), dry_run, exits)


def add_plan(
    dataset: Dataset, plan: adding.Plan, dry_run: bool, exits: prompts.Exits | None = None
) -> None:
    """Add what is planned and say what that changes, as `add` does."""
    refuse(plan)
    for record_id, place in plan.known_records:
        streams.say(f"already there: {record_id or 'dataset'} at {place}")
    if exits is not None:
        _show_sides(dataset, plan)
    streams.say(*adding.effect_sentences(plan, options.today()))
    if exits is not None and not dry_run and not prompts.yes("add it?", exits):
        raise WriteError("nothing was added")
    write_plan(dataset, plan, dry_run)


def refuse(plan: adding.Plan) -> None:
    """Show the notices of a plan; raises RefusedError for one that `check` would not pass."""
    if plan.blockers:
        raise adding.RefusedError(plan.problems)
    streams.complain(as_text(hints.of_problems(plan.problems), streams.width()))


def write_plan(dataset: Dataset, plan: adding.Plan, dry_run: bool) -> None:
    """Write what is planned and say where, or show it."""
    if dry_run:
        _show_plan(plan)
    else:
        _report(dataset, adding.write(plan))


def _show_sides(dataset: Dataset, plan: adding.Plan) -> None:
    """Show what stances are towards, and which they are, for whoever is asked to add them."""
    for addition in plan.additions:
        if "stance" in addition.values:
            issue = dataset.values(addition.values["issue"])
            stance = side(issue, addition.values["stance"], addition.values.get("stance_basis"))
            streams.complain([*sides(issue), f"this {addition.kind}: {stance}"])


def _show_plan(plan: adding.Plan) -> None:
    """Print the other lines that would change, and those that would be added, by file."""
    for change in plan.rewritten:
        streams.show(change.diff())
    for name in dict.fromkeys(addition.file for addition in plan.additions):
        streams.show([f"+++ {name}"])
        streams.show(f"+{addition.line}" for addition in plan.additions if addition.file == name)


def _report(dataset: Dataset, outcome: adding.Outcome) -> None:
    """Print the lines that were added, and say where, and what is left to do."""
    for name in outcome.torn_line_files:
        streams.say(f"a torn last line was set aside in {name}")
    for addition, place in outcome.additions:
        streams.show([addition.line])
        streams.say(f"added at {place}")
    if outcome.removed_copies:
        streams.say(f"removed the copies of {plural(outcome.removed_copies, 'source')}")
    if outcome.replaced_files and streams.errors_are_seen():
        streams.say(undo.sentence_for_files(dataset.folder, outcome.replaced_files))
    elif outcome.additions and streams.errors_are_seen():
        streams.say(undo.sentence(dataset.folder, outcome.additions))
    if any(addition.kind in ("statement", "silence") for addition, _ in outcome.additions):
        streams.hint("whom to check next: stancetracker due")


def converse(dataset: Dataset, draft: Draft, dry_run: bool) -> None:
    """Ask for a record and add it; whatever stops that leaves a draft."""
    exits = prompts.OF_ONE_RECORD
    answers = draft.answers()
    if answers and not prompts.yes(f"go on with the {answers['kind']} in {draft.path}?", exits):
        answers = {}
    streams.complain(
        [f"{prompts.BACK} goes back, {prompts.QUIT} or Ctrl-C stops and keeps a draft."]
    )
    try:
        while True:
            try:
                record = Questions(dataset, answers, exits).record(more=True)
                return add(dataset, [record], dry_run, "answers", exits)
            except prompts.BackError:
                answers.pop(next(reversed(answers), ""), None)
    except BaseException:
        if answers:
            streams.say(draft.keep(answers))
        raise


def finish(dataset: Dataset, answers: dict[str, Any], dry_run: bool) -> None:
    """Ask for what a record needs beside these answers, and add it."""
    exits = prompts.OF_ONE_RECORD
    streams.complain([f"{prompts.QUIT} or Ctrl-C stops; nothing is added then."])
    record = Questions(dataset, answers, exits).record(more=False)
    add(dataset, [record], dry_run, "answers", exits)


def propose(
    flags: options.Dataset,
    version: str,
    proposals: Sequence[Proposal],
    output: Path | None,
    dry_run: bool,
) -> None:
    """Write proposals to a file; else go through them on a terminal, or print them."""
    lines = (f"{in_json(proposal.line(version))}\n" for proposal in proposals)
    if output is not None and str(output) != "-":
        streams.write_file(output, lines)
    elif output is not None or not streams.may_ask():
        streams.write(lines)
    else:
        review(flags, proposals, dry_run)


def review(flags: options.Dataset, proposals: Sequence[Proposal], dry_run: bool) -> None:
    """Go through proposals on a terminal, and have silences of a search signed together."""
    searches = [proposal for proposal in proposals if "searched" in proposal.record]
    others = [proposal for proposal in proposals if "searched" not in proposal.record]
    with suppress(prompts.QuitError):
        _review(flags, others, dry_run)
        _sign(flags, searches, dry_run)


def _review(flags: options.Dataset, proposals: Sequence[Proposal], dry_run: bool) -> None:
    """Show proposals one by one, and add those that are accepted.

    Raises QuitError.
    """
    if proposals:
        issues = (proposal.record.get("issue") for proposal in proposals)
        _show_sides_of(flags, {str(issue) for issue in issues if issue})
        streams.complain(
            [
                f"In every question, {prompts.BACK} goes back to the proposal,"
                f" {prompts.SKIP} skips it and {prompts.QUIT} quits."
            ]
        )
    for number, proposal in enumerate(proposals, 1):
        heading = f"{number} of {len(proposals)}: {proposal.record['kind']}"
        streams.show(["", heading, *(f"  {line}" for line in proposal.lines())])
        with suppress(prompts.SkipError):
            _decide(flags, proposal, dry_run)


def _show_sides_of(flags: options.Dataset, issues: Iterable[str]) -> None:
    """Show what stances on issues are towards."""
    with open_dataset(flags.folder(quiet=True)) as dataset:
        for issue in sorted(issues):
            streams.complain(sides(dataset.values(issue)))


def _decide(flags: options.Dataset, proposal: Proposal, dry_run: bool) -> None:
    """Ask until a proposal is added.

    Raises SkipError and QuitError where it is not.
    """
    while True:
        try:
            decision: str = prompts.choice(
                "accept, edit, skip, context or quit (a, e, s, c, q)",
                (_ACCEPT, _EDIT, _SKIP, _CONTEXT, _QUIT),
                prompts.OF_MANY_RECORDS,
            )
            if decision == _CONTEXT:
                streams.show(proposal.context())
                continue
            _add_proposal(flags, proposal, dry_run, more=decision == _EDIT)
            return
        except (prompts.SkipError, prompts.QuitError):
            raise
        except (UsageError, WriteError) as error:
            prompts.complain(error)


def _add_proposal(flags: options.Dataset, proposal: Proposal, dry_run: bool, *, more: bool) -> None:
    """Ask what a proposal leaves open, with `more` also for any other field, and add it."""
    exits = prompts.OF_MANY_RECORDS
    answers = {"kind": proposal.record["kind"], **values_of(proposal.record)}
    with writable(flags, dry_run) as dataset:
        record = Questions(dataset, answers, exits, proposal.questions).record(more=more)
        add(dataset, [record], dry_run, "answers", exits)


def _sign(flags: options.Dataset, silences: Sequence[Proposal], dry_run: bool) -> None:
    """Add what was searched without a result as the word of the person who signs.

    Each is shown first, and what is open in it asked about.
    """
    signed = [silence.record for silence in silences if _is_signed(silence)]
    if any("checked_by" not in silence.record for silence in silences):
        streams.say("not signed yet: --checked-by NAME")
    if signed:
        with writable(flags, dry_run) as dataset, suppress(prompts.SkipError):
            add(dataset, signed, dry_run, "scan", _OF_SILENCES)


def _is_signed(silence: Proposal) -> bool:
    """Show a silence, and return whether somebody signs it in spite of what is open."""
    doubts = [question.why for question in silence.questions if question.why]
    streams.show(
        f"{search['what']}, {search['from']} to {search['to']}: {search['items']} read,"
        f" none matched ({silence.record['issue']})"
        for search in silence.record["searched"]
    )
    streams.show(f"  {doubt}" for doubt in doubts)
    if "checked_by" not in silence.record:
        return False
    try:
        return not doubts or prompts.yes("is it complete all the same?", _OF_SILENCES)
    except prompts.SkipError:
        return False
