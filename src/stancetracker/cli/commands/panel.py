"""`stancetracker panel`: the people whom an issue's counts are about, and their rule."""

from typing import Final, NamedTuple

from stancetracker.base.dates import past_day
from stancetracker.base.errors import UsageError
from stancetracker.base.text import plural
from stancetracker.cli import options, streams
from stancetracker.cli.options import argument, option
from stancetracker.ledger.folder import Folder
from stancetracker.reports.table import Report, Section

PANEL = "contributors"
EXAMPLES = (
    "stancetracker panel minneapolis-immigration-operations",
    "stancetracker panel project-maven-2018 --json",
)
_GIVE_RULE: Final = "give it: --rule TEXT"


def command(
    dataset: options.Dataset,
    output: options.Output,
    issue: str = argument("ISSUE", "The issue, by id or title."),
    add: options.Texts = option("NAME", "Put an actor on the panel. Repeatable.", "--add"),
    remove: options.Texts = option("NAME", "Take an actor off the panel. Repeatable.", "--remove"),
    rule: str | None = option("TEXT", "The panel's rule, which a panel needs."),
    recorded: str | None = option(
        "DAY", "The day from which members are added or removed; by default today."
    ),
    dry_run: bool = options.DRY_RUN,
) -> None:
    """Show the panel of an issue, or add and remove members.

    A member counts in what was known from the day of the addition until the day before the removal.
    """
    if add or remove or rule:
        _change(dataset.folder(), PanelChange(issue, add, remove, rule, recorded), dry_run)
    else:
        output.emit(_members(dataset.folder(), issue))


class PanelChange(NamedTuple):
    """The changes of a panel, and the day from which they hold; None for today."""

    issue: str
    add: options.Texts
    remove: options.Texts
    rule: str | None
    recorded: str | None


def _change(folder: Folder, change: PanelChange, dry_run: bool) -> None:
    from stancetracker.contribute.add import plan_panel, write
    from stancetracker.contribute.dataset import open_dataset

    today = options.today()
    with open_dataset(folder, may_be_torn=True) as dataset:
        day = past_day(change.recorded or "today", today)
        if change.add and not change.rule and not dataset.issue(change.issue).get("panel_rule"):
            raise UsageError("a panel needs the rule by which its members are chosen", _GIVE_RULE)
        plan = plan_panel(dataset, change.issue, change.add, change.remove, change.rule, day, today)
        if dry_run or plan.blockers:
            streams.show(addition.line for addition in plan.additions)
        if not dry_run or plan.blockers:
            write(plan)
    added = plural(len(change.add), "member")
    would = "would be " if dry_run else ""
    streams.say(f"{added} {would}added, {len(change.remove)} {would}removed")


def _members(folder: Folder, issue: str) -> Report:
    """Return the members of a panel and those who were removed, with the days of both."""
    from stancetracker.contribute.dataset import open_dataset, panel_entries

    with open_dataset(folder, may_be_torn=False) as dataset:
        record = dataset.issue(issue)
        entries = [
            {
                "issue": record["id"],
                "actor": entry.actor,
                "name": dataset.values(entry.actor).get("name"),
                "recorded": entry.recorded,
                "removed": entry.removed,
            }
            for entry in panel_entries(record)
        ]
    columns = ("issue", "actor", "name", "recorded")
    members = Section(
        "members",
        columns,
        [entry for entry in entries if entry["removed"] is None],
        key="actor",
        caption=record.get("panel_rule", "No panel."),
    )
    removed = Section(
        "removed",
        (*columns, "removed"),
        [entry for entry in entries if entry["removed"] is not None],
        key="actor",
        caption="Taken off the panel:",
        quiet=True,
    )
    title = f"Panel of “{record['title']}”"
    return Report(title, "Whom its counts are about", (members, removed))
