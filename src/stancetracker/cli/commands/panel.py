"""`stancetracker panel`: whom an issue's counts are about, and by which rule."""

from stancetracker.base.dates import parse_day
from stancetracker.base.text import plural
from stancetracker.cli import options, streams
from stancetracker.cli.options import argument, option
from stancetracker.reports.table import Report, Section

PANEL = "contributors"
EXAMPLES = (
    "stancetracker panel minneapolis-immigration-operations",
    "stancetracker panel project-maven-2018 --json",
)


def command(
    dataset: options.Dataset,
    output: options.Output,
    issue: str = argument("ISSUE", "The issue, by id or title."),
    add: options.Texts = option("NAME", "Put an actor on the panel. Repeatable.", "--add"),
    remove: options.Texts = option("NAME", "Take an actor off the panel. Repeatable.", "--remove"),
    rule: str | None = option("TEXT", "The panel's rule, which a panel needs."),
    recorded: str | None = option(
        "DAY", "The day from which who is added counts; by default today."
    ),
    dry_run: bool = options.DRY_RUN,
) -> None:
    """Show the panel of an issue, or add to it and remove from it.

    Who is added is in no answer known before that day; --known-by REV shows who was removed.
    """
    from stancetracker.contribute import add as adding
    from stancetracker.contribute.dataset import members, open_dataset

    folder, today = dataset.folder(), options.today()
    with open_dataset(folder, may_be_torn=bool(add or remove or rule)) as there:
        if add or remove or rule:
            day = parse_day(recorded or "today", today)
            planned = adding.plan_panel(there, issue, add, remove, rule, day, today)
            if dry_run or planned.blockers:
                streams.show(one.line for one in planned.additions)
            if not dry_run or planned.blockers:
                adding.write(planned)
            would = "would be " if dry_run else ""
            streams.say(f"{plural(len(add), 'member')} {would}added, {len(remove)} {would}removed")
            return
        found = there.issue(issue)
        rows = [
            {
                "issue": found["id"],
                "actor": one,
                "name": there.values(one).get("name"),
                "recorded": day,
            }
            for one, day in members(found).items()
        ]
    about = found.get("panel_rule", "No panel.")
    section = Section(
        "members", ("issue", "actor", "name", "recorded"), rows, key="actor", about=about
    )
    output.emit(Report(f"Panel of “{found['title']}”", "Whom its counts are about", (section,)))
