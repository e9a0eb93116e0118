"""`stancetracker amend`: change a record by appending its next version, or a correction of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from stancetracker.base.errors import UsageError, WriteError
from stancetracker.base.text import plural, visible
from stancetracker.cli import options, parser, prompts, streams
from stancetracker.cli.options import argument, option, switch

if TYPE_CHECKING:
    from stancetracker.contribute.amend import Merge
    from stancetracker.contribute.by_hand import EditedLine
    from stancetracker.contribute.dataset import Dataset

PANEL = "contributors"
EXAMPLES = (
    'stancetracker amend tim-cook --set name="Timothy Cook" --reason "As he signs." -n',
    "stancetracker amend minneapolis --remove panel=tim-cook --until 2026-09-30"
    ' --reason "Left." -n',
    "stancetracker amend cook-2022-dobbs --retract --reason TEXT -n",
)
_WITHOUT_REASON: Final = "a version needs a reason"
_GIVE_REASON: Final = "say why: --reason TEXT"


class FieldFlags(parser.Flags, panel="A next version"):
    """Change fields of a record."""

    set: options.Texts = option(
        "FIELD=VALUE", "Give a field another value; no value takes it away. Repeatable.", "--set"
    )
    add: options.Texts = option("FIELD=VALUE", "Add an entry to a list. Repeatable.", "--add")
    remove: options.Texts = option(
        "FIELD=VALUE", "Take an entry out of a list. Repeatable.", "--remove"
    )
    since: str | None = option("DAY", "With --add panel=: the day from which they belong to it.")
    until: str | None = option(
        "DAY", "With --remove panel=: the last day on which they belonged to it."
    )
    tier: str | None = option(
        "WORD", "With --add source=: primary, secondary or reprint.", "--tier"
    )

    @property
    def are_given(self) -> bool:
        """Return whether any field is to be changed."""
        return bool(self.set or self.add or self.remove)


class CorrectionFlags(parser.Flags, panel="A correction"):
    """Withdraw a record, or merge it into another."""

    merge: str | None = option("NAME", "Merge the actor into this one.", "--merge")
    same: bool = switch("With --merge: the two are one, though they share no name.", "--same")
    retract: bool = switch("Withdraw the record: it was wrong.", "--retract")
    redact: bool = switch(
        "Remove every line of the record, where law or decency demands it.", "--redact"
    )


class VersionFlags(parser.Flags):
    """Say why, and who."""

    reason: str | None = option("TEXT", "Why; every change of a record needs it.", "--reason")
    editor: str | None = option("NAME", "Who changes it.", "--editor")

    def why(self, what: str = "why") -> str:
        """Return the reason; ask for it where it is not given and somebody may be asked."""
        if self.reason:
            return self.reason
        if not streams.may_ask():
            raise UsageError(_WITHOUT_REASON, _GIVE_REASON)
        return str(prompts.prompt(f"{what}: reason", str, {}))


def command(
    dataset: options.Dataset,
    fields: FieldFlags,
    corrections: CorrectionFlags,
    version: VersionFlags,
    record: str | None = argument(
        "[RECORD]",
        "The record, by id or name; without one, what was edited by hand.",
        autocompletion=options.ids(),
    ),
    restamp: bool = switch(
        "Give the new lines of a branch that waited today as their day.", "--restamp"
    ),
    dry_run: bool = options.DRY_RUN,
) -> None:
    """Change a record: append its next version, or a correction; nothing is overwritten.

    Without a record, take what was edited by hand since the commit that the branch shares with its
    upstream branch: the old lines come back, and the edits become next versions.
    """
    ways = [fields.are_given, bool(corrections.merge), corrections.retract, corrections.redact]
    if sum(ways) + restamp > 1:
        raise UsageError("one change at a time", "run amend for each")
    if record is None:
        if any(ways):
            raise UsageError("no record named", "stancetracker amend RECORD ...")
        _amend_by_hand(dataset, version, restamp, dry_run)
        return
    if restamp:
        raise UsageError("--restamp is about all new lines", "leave out the record")
    if not any(ways):
        raise UsageError(
            f"nothing to change in {record}",
            "--set, --add or --remove FIELD=VALUE; --merge NAME, --retract, --redact",
        )
    _amend(dataset, record, fields, corrections, version, dry_run)


def _amend(
    flags: options.Dataset,
    record: str,
    fields: FieldFlags,
    corrections: CorrectionFlags,
    version: VersionFlags,
    dry_run: bool,
) -> None:
    from stancetracker.cli import dialogue
    from stancetracker.contribute import amend

    with dialogue.writable(flags, dry_run) as dataset:
        today = options.today()
        id = amend.id_of(dataset, record)
        if corrections.merge:
            planned = amend.plan_merge(
                dataset, id, corrections.merge, version.why(), today, version.editor
            )
            _merge(dataset, planned, corrections.same, dry_run)
        elif corrections.retract:
            plan = amend.plan_retraction(dataset, id, version.why(), today, version.editor)
            dialogue.add_plan(dataset, plan, dry_run)
        elif corrections.redact:
            plan = amend.plan_redaction(dataset, id, version.why(), today, version.editor)
            dialogue.add_plan(dataset, plan, dry_run)
        else:
            values = _edited(dataset, id, fields)
            plan = amend.plan_version(dataset, id, values, version.why(), today, version.editor)
            dialogue.add_plan(dataset, plan, dry_run)


def _edited(dataset: Dataset, id: str, fields: FieldFlags) -> dict[str, object]:
    """Return a record with the changes of flags."""
    from stancetracker.base.dates import parse_day
    from stancetracker.contribute.edits import Days, edited, parsed

    today = options.today()
    since, until = (day and parse_day(day, today) for day in (fields.since, fields.until))
    edits = [
        *(parsed("set", text) for text in fields.set),
        *(parsed("remove", text) for text in fields.remove),
        *(parsed("add", text) for text in fields.add),
    ]
    return edited(dataset, dataset.values_as_written(id), edits, Days(since, until), fields.tier)


def _merge(dataset: Dataset, planned: Merge, is_same: bool, dry_run: bool) -> None:
    """Merge two actors, after saying what that changes, and a yes where they share no name."""
    from stancetracker.cli import dialogue

    dialogue.refuse(planned.plan)
    streams.say(*planned.effect_sentences(options.today()))
    if planned.doubt and not is_same:
        if dry_run:
            streams.say(f"{planned.doubt} If they are: --same")
        elif not streams.may_ask():
            raise UsageError(planned.doubt, "if they are: --same")
        elif not prompts.yes(visible(planned.doubt), {}):
            raise WriteError("nothing was merged")
    dialogue.write_plan(dataset, planned.plan, dry_run)


def _amend_by_hand(
    flags: options.Dataset, version: VersionFlags, restamp: bool, dry_run: bool
) -> None:
    from stancetracker.cli import dialogue
    from stancetracker.contribute import by_hand
    from stancetracker.contribute.dataset import open_restored
    from stancetracker.ledger.journal import finished

    folder = finished(flags.folder(), dry_run=dry_run)
    found = by_hand.edits(folder)
    today = options.today()
    if restamp:
        with dialogue.writable(flags, dry_run) as dataset:
            dialogue.add_plan(dataset, by_hand.plan_restamp(dataset, found, today), dry_run)
        would = "would get" if dry_run else "got"
        count = len(by_hand.waiting(found, today))
        streams.say(f"{plural(count, 'new line')} {would} {today} as the day of recording")
        return
    if not found.edited:
        streams.say(f"no line was edited since {found.base[:12]}")
        return
    with open_restored(folder, by_hand.restored(folder, found)) as dataset:
        plan = by_hand.plan(dataset, found, _reasons(version), today, version.editor)
        dialogue.add_plan(dataset, plan, dry_run)
    deleted = [edit.before.id for edit in found.edited if edit.after is None]
    if deleted:
        would = "would be " if dry_run else ""
        streams.say(f"{plural(len(deleted), 'deleted line')} {would}put back: {', '.join(deleted)}")
        streams.say("to withdraw a record: stancetracker amend ID --retract --reason TEXT")


def _reasons(version: VersionFlags) -> Callable[[EditedLine], str]:
    """Return what gives the reason of each edit."""
    return lambda edit: version.why(edit.before.id or "dataset")
