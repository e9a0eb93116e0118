"""Dialogues on a terminal that add records: questions for one, and proposals one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import typer

from stancetracker.base import plugins
from stancetracker.base.errors import StancetrackerError, UnknownNameError, UsageError, WriteError
from stancetracker.base.text import in_json, plural, visible
from stancetracker.cli import options, streams
from stancetracker.contribute import add as adding
from stancetracker.contribute import answers as answering
from stancetracker.contribute.answers import Draft
from stancetracker.contribute.dataset import Dataset, open_dataset
from stancetracker.contribute.flags import Flag, valid_record, values_of
from stancetracker.contribute.flags import flags as flags_of
from stancetracker.contribute.names import Names
from stancetracker.contribute.proposal import Proposal
from stancetracker.ledger import model
from stancetracker.ledger.journal import finished
from stancetracker.render.problems import as_text

_BACK = "<"
# What may be done with a proposal.
_ACCEPT = "a"
_EDIT = "e"
_SKIP = "s"
_CONTEXT = "c"
_QUIT = "q"


def writable(flags: options.Dataset, dry_run: bool) -> AbstractContextManager[Dataset]:
    """Open the dataset to add to; raises where it is read-only or does not load."""
    return open_dataset(finished(flags.folder(), dry_run=dry_run))


def add(
    dataset: Dataset, records: Iterable[Any], dry_run: bool, source: str, *, asks: bool = False
) -> None:
    """Add records and say what that changes; with `asks`, only after a yes.

    Raises RefusedError for records that `check` would not pass.
    """
    plan = adding.plan(dataset, records, options.today(), source)
    if plan.blockers:
        raise adding.RefusedError(plan.problems)
    streams.complain(as_text(plan.problems, streams.width()))
    for record_id, place in plan.known_records:
        streams.say(f"already there: {record_id or 'dataset'} at {place}")
    streams.say(*adding.effect_sentences(plan, options.today()))
    if dry_run:
        _show_plan(plan)
        return
    if asks and not _yes("add it?"):
        raise WriteError("nothing was added")
    _report(adding.write(plan))


def _show_plan(plan: adding.Plan) -> None:
    """Print the lines that would be added, by file."""
    for name in dict.fromkeys(addition.file for addition in plan.additions):
        streams.show([f"+++ {name}"])
        streams.show(f"+{addition.line}" for addition in plan.additions if addition.file == name)


def _report(outcome: adding.Outcome) -> None:
    """Print the lines that were added, and say where, and what is left to do."""
    for name in outcome.torn_line_files:
        streams.say(f"a torn last line was set aside in {name}")
    for addition, place in outcome.additions:
        streams.show([addition.line])
        streams.say(f"added at {place}")
    if outcome.removed_copies:
        streams.say(f"removed the copies of {plural(outcome.removed_copies, 'source')}")
    for place in outcome.redacted_lines:
        streams.say(f"the words stand at {place}: delete that line")


class _BackError(WriteError):
    """Go back to the last answer; where there is none, add nothing."""


def converse(dataset: Dataset, draft: Draft, dry_run: bool) -> None:
    """Ask for a record and add it; whatever stops that leaves a draft."""
    answers = draft.answers()
    if answers and not _yes(f"go on with the {answers['kind']} in {draft.path}?"):
        answers = {}
    streams.complain([f"{_BACK} goes back; Ctrl-C stops, and keeps a draft."])
    try:
        while True:
            try:
                return _complete_and_add(dataset, answers, dry_run)
            except _BackError:
                answers.pop(next(reversed(answers), ""), None)
    except BaseException:
        if answers:
            streams.say(draft.keep(answers))
        raise


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
        searches = [proposal for proposal in proposals if "searched" in proposal.record]
        others = [proposal for proposal in proposals if "searched" not in proposal.record]
        _review(flags, others, dry_run)
        _sign(flags, searches, dry_run)


def _review(flags: options.Dataset, proposals: Sequence[Proposal], dry_run: bool) -> None:
    """Show proposals one by one, and add those that are accepted."""
    for number, proposal in enumerate(proposals, 1):
        heading = f"{number} of {len(proposals)}: {proposal.record['kind']}"
        streams.show(["", heading, *(f"  {line}" for line in proposal.told())])
        if _decide(flags, proposal, dry_run) == _QUIT:
            return


def _decide(flags: options.Dataset, proposal: Proposal, dry_run: bool) -> str:
    """Ask until a proposal is added or left, and return the last answer."""
    while True:
        try:
            decision: str = _choice(
                "accept, edit, skip, context or quit (a, e, s, c, q)",
                (_ACCEPT, _EDIT, _SKIP, _CONTEXT, _QUIT),
            )
            if decision == _CONTEXT:
                streams.show(proposal.context())
                continue
            if decision in (_ACCEPT, _EDIT):
                with writable(flags, dry_run) as dataset:
                    answers = _answers_to(proposal, dataset)
                    _complete_and_add(dataset, answers, dry_run, more=decision == _EDIT)
            return decision
        except (UsageError, WriteError) as error:
            _complain(error)


def _sign(flags: options.Dataset, silences: Sequence[Proposal], dry_run: bool) -> None:
    """Add what was searched without a result as the word of the person who signs.

    Each is shown first, and what is open in it asked about.
    """
    signed = [silence.record for silence in silences if _is_signed(silence)]
    if any("checked_by" not in silence.record for silence in silences):
        streams.say("nobody signs these: --checked-by NAME")
    if signed:
        with writable(flags, dry_run) as dataset:
            add(dataset, signed, dry_run, "scan", asks=True)


def _is_signed(silence: Proposal) -> bool:
    """Show a silence, and return whether somebody signs it in spite of what is open."""
    search = silence.record["searched"][0]
    doubts = [question.why for question in silence.questions if question.why]
    days = f"{search['from']} to {search['to']}"
    streams.show([f"{search['what']}, {days}: {search['items']} read, none matched"])
    streams.show(f"  {doubt}" for doubt in doubts)
    if "checked_by" not in silence.record:
        return False
    return not doubts or _yes("is it complete all the same?")


def _answers_to(proposal: Proposal, dataset: Dataset) -> dict[str, Any]:
    """Return what a proposal says, with answers to what is open in it."""
    answers = {"kind": proposal.record["kind"], **values_of(proposal.record)}
    flags = flags_of(answers["kind"])
    for question in proposal.questions:
        flag = next(flag for flag in flags if question.field in (flag.path[0], flag.name))
        streams.complain(visible(text) for text in (question.why, question.suggestion()) if text)
        may_stay = flag.name in answers or not flag.required
        value = _answer(flag, dataset.names, or_none=may_stay, candidates=question.candidates)
        if value is not None:
            answers[flag.name] = value
    return answers


def _complete_and_add(
    dataset: Dataset, answers: dict[str, Any], dry_run: bool, *, more: bool = True
) -> None:
    """Ask for what a record needs besides, with `more` also for any other field, and add it."""
    if "kind" not in answers:
        answers["kind"] = _choice("kind", tuple(plugins.names(model)))
    kind = answers["kind"]
    goes_on = True
    while goes_on:
        goes_on = _add_needed_answer(answers, dataset.names)
        if not goes_on and more:
            goes_on = _add_other_answer(answers, dataset.names)
    record = valid_record(kind, answers, dataset.names, str)
    add(dataset, [record], dry_run, "answers", asks=True)


def _add_needed_answer(answers: dict[str, Any], names: Names) -> bool:
    """Ask for a field that the record needs; return whether there is an answer."""
    question = answering.open_question(answers["kind"], answers)
    if question is None:
        return False
    if question.rule:  # only a rule asks for it, and another field may meet that
        streams.complain([f"{question.rule} (Enter to name another field)"])
    flag = question.flag
    value = _answer(flag, names, or_none=question.rule is not None)
    if value is None:
        return False
    answers[flag.name] = value
    return True


def _add_other_answer(answers: dict[str, Any], names: Names) -> bool:
    """Ask for a field that a person names; return whether one was named."""
    flags = {flag.name: flag for flag in flags_of(answers["kind"])}
    name = _choice("anything more? a field, or Enter", tuple(flags), or_none=True)
    if not name:
        return False
    answers[name] = _answer(flags[name], names)
    return True


def _answer(
    flag: Flag, names: Names, *, or_none: bool = False, candidates: Sequence[str] = ()
) -> Any:
    """Ask for the value of a field, with the words or ids that it may be."""
    if flag.field.type is bool:
        return _yes(flag.name)
    words = flag.field.words or tuple(candidates)
    several = " (several: separate with ;)" if flag.field.many else ""
    separator = "; " if several else ", "
    hint = f" ({separator.join(words)})" if words else several
    return _prompt(
        f"{flag.name}{hint}", lambda text: answering.answer(flag, text, names), or_none=or_none
    )


def _yes(question: str) -> bool:
    return bool(_choice(f"{question} (y, n)", ("y", "n")) == "y")


def _choice(question: str, words: tuple[str, ...], *, or_none: bool = False) -> Any:
    """Ask until the answer is one of these words; None where there may be none."""

    def read(text: str) -> str:
        if text not in words:
            raise UnknownNameError("answer", text, words, f"one of {', '.join(words)}")
        return text

    return _prompt(question, read, or_none=or_none)


def _prompt(question: str, read: Callable[[str], Any], *, or_none: bool = False) -> Any:
    """Ask until there is an answer that can be read; None where there may be none."""
    default = "" if or_none else None
    while True:
        text = str(typer.prompt(question, default=default, show_default=False)).strip()
        if text == _BACK:
            raise _BackError("nothing was added")
        if or_none and not text:
            return None
        try:
            return read(text)
        except UsageError as error:
            _complain(error)


def _complain(error: StancetrackerError) -> None:
    streams.complain(visible(text) for text in (error.message, error.hint) if text)
