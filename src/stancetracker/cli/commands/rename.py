"""`stancetracker rename`: another id for an actor or an issue, and two that are one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from stancetracker.base.errors import UsageError, WriteError
from stancetracker.base.text import visible
from stancetracker.cli import options, parser, prompts, streams
from stancetracker.cli.options import argument, switch

if TYPE_CHECKING:
    from stancetracker.contribute.rename import Rename

PANEL = "contributors"
EXAMPLES = (
    "stancetracker rename tim-cook timothy-cook -n",
    "stancetracker rename x x-corp -n",
)


def command(
    dataset: options.Dataset,
    old: str = argument(
        "OLD",
        "The person, organization or issue, by id or name.",
        parser=partial(parser.filled, name="OLD"),
    ),
    new: str = argument(
        "NEW",
        "The new id, or the id of the record that it is merged into.",
        parser=partial(parser.filled, name="NEW"),
    ),
    merge: bool = switch("Merge two records even if they share no name.", "--merge"),
    dry_run: bool = options.DRY_RUN,
) -> None:
    """Change the id of a person, an organization or an issue, or merge it into another.

    The old id is kept in `former_ids`, so records that have it still resolve; no other line
    changes. A merge says first which standings it changes. Two records that share no name are
    merged only with a yes, or --merge.
    """
    from stancetracker.cli.dialogue import writable
    from stancetracker.contribute import rename

    with writable(dataset, dry_run) as opened:
        planned = rename.plan(opened, old, new, options.today())
        if merge and not planned.is_merge:
            raise UsageError(f"nothing to merge with: {new}", "to rename it, leave out --merge")
        streams.say(*planned.effect_sentences(options.today()))
        if planned.doubt and not merge:
            _ask(planned, dry_run=dry_run)
        if dry_run:
            streams.show(line for change in planned.changes for line in change.diff())
        else:
            rename.write(planned)
    would = "would be " if dry_run else ""
    done = "merged into" if planned.is_merge else "renamed to"
    streams.say(f"{planned.old} {would}{done} {planned.new}")


def _ask(planned: Rename, *, dry_run: bool) -> None:
    """Ask whether two are the same; raises UsageError where nobody can be asked."""
    if dry_run:
        streams.say(f"{planned.doubt} If they are: --merge")
    elif not streams.may_ask():
        hint = f"if they are: stancetracker rename {planned.old} {planned.new} --merge"
        raise UsageError(planned.doubt, hint)
    elif not prompts.yes(visible(planned.doubt), {}):
        raise WriteError("nothing was renamed")
