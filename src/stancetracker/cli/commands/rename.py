"""`stancetracker rename`: another id for an actor or an issue, and two that are one."""

from __future__ import annotations

from stancetracker.cli import options, streams
from stancetracker.cli.options import argument

PANEL = "contributors"
EXAMPLES = (
    "stancetracker rename tim-cook timothy-cook -n",
    "stancetracker rename x x-corp -n",
)


def command(
    dataset: options.Dataset,
    old: str = argument("OLD", "The person, organization or issue, by id or name."),
    new: str = argument("NEW", "The new id, or the id of the record that it is merged into."),
    dry_run: bool = options.DRY_RUN,
) -> None:
    """Change the id of a person, an organization or an issue, or merge it into another.

    The old id is kept in `former_ids`, so records that have it still resolve; no other line
    changes.
    """
    from stancetracker.cli.dialogue import writable
    from stancetracker.contribute import rename

    with writable(dataset, dry_run) as opened:
        planned = rename.plan(opened, old, new, options.today())
        if dry_run:
            streams.show(line for change in planned.changes for line in change.diff())
        else:
            rename.write(planned)
    would = "would be " if dry_run else ""
    done = "merged into" if planned.is_merge else "renamed to"
    streams.say(f"{planned.old} {would}{done} {planned.new}")
