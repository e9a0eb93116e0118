"""Dialogues on a terminal that end in added records: questions for one, and proposals one by one."""

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
from stancetracker.contribute.flags import Flag, flags, valid_record, values_of
from stancetracker.contribute.names import Names
from stancetracker.contribute.proposal import Proposal
from stancetracker.ledger import model
from stancetracker.ledger.journal import finished
from stancetracker.render.problems import as_text

_BACK = "<"


def writable(asked: options.Dataset, dry_run: bool) -> AbstractContextManager[Dataset]:
    """Open the dataset to add to; raises where it is read-only or does not load."""
    return open_dataset(finished(asked.folder(), dry_run=dry_run))


def add(
    dataset: Dataset, made: Iterable[Any], dry_run: bool, source: str, *, asks: bool = False
) -> None:
    """Add records and say what that changes; with `asks`, only after a yes."""
    planned = adding.plan(dataset, made, options.today(), source)
    if planned.blockers:
        raise adding.RefusedError(planned.problems)
    streams.complain(as_text(planned.problems, streams.width()))
    for record, place in planned.known_records:
        streams.say(f"already there: {record or 'dataset'} at {place}")
    streams.say(*adding.effect_sentences(planned, options.today()))
    if dry_run:
        for name in dict.fromkeys(addition.file for addition in planned.additions):
            streams.show(
                [f"+++ {name}", *(f"+{a.line}" for a in planned.additions if a.file == name)]
            )
        return
    if asks and not _yes("add it?"):
        raise WriteError("nothing was added")
    added = adding.write(planned)
    streams.say(*(f"a torn last line was set aside in {name}" for name in added.torn_line_files))
    for addition, place in added.additions:
        streams.show([addition.line])
        streams.say(f"added at {place}")
    if added.removed_copies:
        streams.say(f"removed the copies of {plural(added.removed_copies, 'source')}")
    for place in added.redacted_lines:
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
                return _finish(dataset, answers, dry_run)
            except _BackError:
                answers.pop(next(reversed(answers), ""), None)
    except BaseException:
        if answers:
            streams.say(draft.keep(answers))
        raise


def propose(
    asked: options.Dataset,
    version: str,
    proposals: Sequence[Proposal],
    output: Path | None,
    dry_run: bool,
) -> None:
    """Write proposals to a file; else go through them on a terminal, or print them."""
    lines = (f"{in_json(one.line(version))}\n" for one in proposals)
    if output is not None and str(output) != "-":
        streams.write_file(output, lines)
    elif output is not None or not streams.may_ask():
        streams.write(lines)
    else:
        _review(asked, [one for one in proposals if "searched" not in one.record], dry_run)
        _sign(asked, [one for one in proposals if "searched" in one.record], dry_run)


def _review(asked: options.Dataset, proposals: Sequence[Proposal], dry_run: bool) -> None:
    """Show proposals one by one, and add those that are accepted once all that is open is answered."""
    for number, proposal in enumerate(proposals, 1):
        heading = f"{number} of {len(proposals)}: {proposal.record['kind']}"
        streams.show(["", heading, *(f"  {line}" for line in proposal.told())])
        chosen = ""
        while chosen not in ("s", "q"):
            try:
                chosen = _choice(
                    "accept, edit, skip, context or quit (a, e, s, c, q)", tuple("aescq")
                )
                if chosen == "c":
                    streams.show(proposal.context())
                elif chosen in "ae":
                    with writable(asked, dry_run) as dataset:
                        _finish(dataset, _settled(dataset, proposal), dry_run, more=chosen == "e")
                    break
            except (UsageError, WriteError) as error:
                _complain(error)
        if chosen == "q":
            return


def _sign(asked: options.Dataset, silences: Sequence[Proposal], dry_run: bool) -> None:
    """Show what was searched without a find, ask about what is open, and add the rest as the word of one person."""
    signed = []
    for one in silences:
        record, doubts = one.record, [question.why for question in one.questions if question.why]
        search = record["searched"][0]
        days = f"{search['from']} to {search['to']}"
        streams.show([f"{search['what']}, {days}: {search['items']} read, none matched"])
        streams.show(f"  {doubt}" for doubt in doubts)
        if "checked_by" in record and (not doubts or _yes("is it complete all the same?")):
            signed.append(record)
    if any("checked_by" not in one.record for one in silences):
        streams.say("nobody signs these: --checked-by NAME")
    if signed:
        with writable(asked, dry_run) as dataset:
            add(dataset, signed, dry_run, "scan", asks=True)


def _settled(dataset: Dataset, proposal: Proposal) -> dict[str, Any]:
    """Return what a proposal says, with answers to what is open in it."""
    answers = {"kind": proposal.record["kind"], **values_of(proposal.record)}
    for question in proposal.questions:
        known = flags(answers["kind"])
        flag = next(one for one in known if question.field in (one.path[0], one.name))
        streams.complain(visible(text) for text in (question.why, question.suggestion()) if text)
        may_stay = flag.name in answers or not flag.required
        value = _answer(flag, dataset.names, or_none=may_stay, candidates=question.candidates)
        answers |= {flag.name: value} if value is not None else {}
    return answers


def _finish(dataset: Dataset, answers: dict[str, Any], dry_run: bool, *, more: bool = True) -> None:
    """Ask for what a record needs besides, with `more` also for any other field, and add it."""
    if "kind" not in answers:
        answers["kind"] = _choice("kind", tuple(plugins.names(model)))
    kind, names = answers["kind"], dataset.names
    known = {flag.name: flag for flag in flags(kind)}
    while True:
        flag, why = answering.open_question(kind, answers) or (None, None)
        if why:  # only a rule asks for it, and another field may meet that
            streams.complain([f"{why} (Enter to name another field)"])
        value = _answer(flag, names, or_none=why is not None) if flag else None
        if flag is None or value is None:
            chosen = more and _choice(
                "anything more? a field, or Enter", tuple(known), or_none=True
            )
            if not chosen:
                break
            flag = known[chosen]
            value = _answer(flag, names)
        answers[flag.name] = value
    add(dataset, [valid_record(kind, answers, names, str)], dry_run, "answers", asks=True)


def _answer(
    flag: Flag, names: Names, *, or_none: bool = False, candidates: Sequence[str] = ()
) -> Any:
    if flag.field.type is bool:
        return _yes(flag.name)
    shown = flag.field.words or tuple(candidates)
    several = " (several: separate with ;)" if flag.field.many else ""
    hint = f" ({('; ' if several else ', ').join(shown)})" if shown else several
    return _prompt(
        f"{flag.name}{hint}", lambda text: answering.answer(flag, text, names), or_none=or_none
    )


def _yes(what: str) -> bool:
    return bool(_choice(f"{what} (y, n)", ("y", "n")) == "y")


def _choice(what: str, known: tuple[str, ...], *, or_none: bool = False) -> Any:
    def chosen(text: str) -> str:
        if text not in known:
            raise UnknownNameError("answer", text, known, f"one of {', '.join(known)}")
        return text

    return _prompt(what, chosen, or_none=or_none)


def _prompt(what: str, read: Callable[[str], Any], *, or_none: bool = False) -> Any:
    """Ask until there is an answer that can be read; None where there may be none."""
    while True:
        text = str(typer.prompt(what, default="" if or_none else None, show_default=False)).strip()
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
