"""`stancetracker add`: append records, checked first, all or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

from stancetracker.base import plugins
from stancetracker.base.errors import UsageError
from stancetracker.base.text import plural
from stancetracker.cli import options, parser, streams
from stancetracker.cli.options import option, switch
from stancetracker.ledger import model

if TYPE_CHECKING:
    from stancetracker.contribute.dataset import Dataset
    from stancetracker.contribute.flags import Flag

PANEL = "contributors"
EXAMPLES = (
    'stancetracker add person --name "Ada Example" --membership-role engineer --dry-run',
    "stancetracker add --json more.jsonl --dry-run",
    "stancetracker add --form issue.md --dry-run",
)
_DESCRIPTION = (
    "Check and append records: from flags, lines of JSON, an issue form or proposals, or by asking "
    "on a terminal, where < goes back and q keeps a draft."
)
_RUN_EACH: Final = "run add for each"
_SIDES: Final = (
    "A stance is towards the issue's proposition: stancetracker show ISSUE prints it with both"
    " sides."
)
_NOT_ADDED: Final = {
    "dataset": "stancetracker init DIR writes it; to change it: stancetracker amend dataset",
    "panel": "it is part of its issue: stancetracker amend ISSUE --add panel=NAME",
}
"""What has no command here, and where it comes from."""
# Kinds whose ids are made from names.
_NAMED_BY = ("person", "organization")
_FLAGS = (
    "Repeat list flags. Flags describe one source or role; for more, add lines of JSON: "
    "stancetracker add --json FILE."
)


class Kinds(parser.Group):
    """A group with a command for each kind of record, made from its class when it is asked for."""

    _naming = False

    def list_commands(self, ctx: Any) -> list[str]:
        """Return every kind but those that other commands write."""
        return [name for name in plugins.names(model) if name not in _NOT_ADDED]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command that adds records of this kind; None when there is no such kind."""
        if cmd_name not in self.list_commands(ctx):
            return None
        command = parser.as_command(_adder(cmd_name, named_only=self._naming), cmd_name)
        if not self._naming:
            from stancetracker.contribute.flags import other_names

            names = other_names(cmd_name).items()
            command.renamed = {f"--{name}": f"--{kept}" for name, kept in names}
        return command

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command of a kind; raises UsageError for one that is not added."""
        if args[0] in _NOT_ADDED:
            raise UsageError(f"no {args[0]} record is added", _NOT_ADDED[args[0]])
        return super().resolve_command(ctx, args)

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """Complete the name of a kind; its class, slow to import, is not needed for that."""
        self._naming = True
        try:
            return super().shell_complete(ctx, incomplete)
        finally:
            self._naming = False


def _adder(kind: str, *, named_only: bool) -> Callable[..., None]:
    """Return the function that adds a record of this kind, with a flag for each of its fields.

    With `named_only` it has none: its name and help are enough.
    """
    summary = f"Add {'an' if kind[0] in 'aeio' else 'a'} {kind}."

    def without_flags() -> None: ...

    without_flags.__doc__ = summary
    if named_only:
        return without_flags
    from stancetracker.contribute.flags import flags

    fields = {f"field_{flag.name.replace('-', '_')}": flag for flag in flags(kind)}

    def by_flag(values: Any) -> dict[str, Any]:
        return {flag.name: getattr(values, name) for name, flag in fields.items()}

    def run(*, dataset: Any, dry_run: Any = options.DRY_RUN, values: Any) -> None:
        _add(kind, by_flag(values), dataset, dry_run)

    notes = [_SIDES] if any(flag.name == "stance" for flag in fields.values()) else []
    run.__doc__ = "\n\n".join([summary, *notes, _FLAGS])
    run.__annotations__ = {
        "dataset": options.Dataset,
        "dry_run": bool,
        "values": _group(kind, fields),
    }
    return run


def _add(kind: str, values: dict[str, Any], flags: options.Dataset, dry_run: bool) -> None:
    """Add the record that flags make; ask for what it lacks, where somebody may be asked."""
    from stancetracker.cli import dialogue

    with dialogue.writable(flags, dry_run) as dataset:
        if answers := _unfinished(dataset, kind, values):
            dialogue.finish(dataset, answers, dry_run)
        else:
            dialogue.add(dataset, [_record(dataset, kind, values)], dry_run, "flags")


def _unfinished(dataset: Dataset, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers that flags give, where nothing but others is wrong, and may be asked for.

    Empty where nobody is to be asked: the id of an actor whose flags are typed is made from the
    name.
    """
    from stancetracker.contribute.flags import read_values, values_of

    filled = _filled(values)
    if not streams.may_ask() or (filled and kind in _NAMED_BY):
        return {}
    reading = read_values(kind, filled, dataset.names, str)
    codes = {mistake.code for mistake in reading.mistakes}
    return {"kind": kind, **values_of(reading.record)} if codes == {"missing-field"} else {}


def _filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the flags that were typed."""
    return {name: value for name, value in values.items() if value not in (None, False, ())}


def _group(kind: str, fields: Mapping[str, Flag]) -> type[parser.Flags]:
    """Make the group of the flags of a kind, by the names of their parameters."""
    members: dict[str, Any] = {name: _option(kind, flag) for name, flag in fields.items()}
    members["__annotations__"] = {name: _type(flag) for name, flag in fields.items()}
    return type("FieldFlags", (parser.Flags,), members)


def _type(flag: Flag) -> Any:
    """Return the type of a flag's value."""
    if flag.field.type is bool:
        return bool
    return options.Texts if flag.field.many else str | None


def _record(dataset: Dataset, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record that flags make; an actor without an id gets one made from the name."""
    from stancetracker.contribute.flags import id_from_name, valid_record

    flag_name = "--{}".format
    filled = _filled(values)
    new_id = ""
    if kind in _NAMED_BY and "id" not in filled:
        new_id = id_from_name(kind, str(filled.get("name") or ""), dataset.names, flag_name)
    if new_id:
        filled["id"] = new_id
    hint = f"see stancetracker add {kind} --help"
    record = valid_record(kind, filled, dataset.names, flag_name, hint)
    if new_id:
        streams.say(f"id: {new_id} (set another with --id)")
    return record


def _option(kind: str, flag: Flag) -> Any:
    """Return the option of a field."""
    name = f"--{flag.name}"
    help_text = _help(kind, flag)
    if flag.field.type is bool:
        return switch(help_text, name)
    return option(_metavar(flag), help_text, name, autocompletion=_completer(flag))


def _metavar(flag: Flag) -> str:
    """Return the word that stands for the value of a flag in its help."""
    if flag.field.type in (int, float):
        return "NUMBER"
    if flag.refers_to:
        return "NAME" if {"issue", "organization"} & {*flag.refers_to} else "ID"
    if flag.field.words:
        return "WORD"
    return "DATE" if flag.field.is_date else "TEXT"


def _completer(flag: Flag) -> Callable[..., list[str]] | None:
    """Return the completer of a flag: for its words, else for the ids it may refer to."""
    if flag.field.words:
        return parser.starting(flag.field.words)
    kinds = [kind for kind in flag.refers_to if kind in plugins.names(model)]
    return options.ids(*kinds) if kinds or "*" in flag.refers_to else None


def _help(kind: str, flag: Flag) -> str:
    """Return what a flag is, the closed list it takes, and whether the record needs it."""
    if flag.name == "recorded":
        return "Today, if left out."
    if flag.name == "id" and kind in _NAMED_BY:
        return "Made from the name, if left out."
    meaning = f"{flag.field.description[:1].upper()}{flag.field.description[1:]}"
    if flag.field.words:
        meaning = f"{meaning}: {', '.join(flag.field.words)}"
    sentence = f"{meaning}." if meaning else ""
    if flag.default is not None:
        return f"{sentence} [default: {flag.default}]"
    is_required = flag.required and len(flag.path) == 1
    return f"{sentence} Required." if is_required else sentence


command = parser.plain_app(cls=Kinds, help=_DESCRIPTION)


def _without_kind(
    context: typer.Context,
    dataset: options.Dataset,
    json: str | None = option("FILE|-", "Records of any kind, one object a line.", "--json"),
    form: str | None = option(
        "FILE|-", "The text of an issue made with a form on GitHub.", "--form"
    ),
    comment: Path | None = option(
        "FILE", "Write an answer to the form, in Markdown, for a comment.", "--comment"
    ),
    proposals: Path | None = option(
        "FILE", "Accept, edit or skip each proposal that draft, scan or watch wrote.", "--proposals"
    ),
    checked_by: str | None = option("NAME", "With --proposals: who signs the silences."),
    dry_run: bool = options.DRY_RUN,
) -> None:
    """Add lines of JSON, a form, proposals, or answers to questions; each kind has a command."""
    if context.invoked_subcommand is not None:
        own_flags = (json, form, comment, proposals, checked_by)
        if dry_run or any(value is not None for value in own_flags):
            kind = context.invoked_subcommand
            raise UsageError("flags go after the kind", f"stancetracker add {kind} ...")
        return
    if comment is not None and form is None:
        raise UsageError("--comment answers a form", "name it: --form FILE")
    if checked_by is not None and proposals is None:
        raise UsageError("--checked-by signs proposals", "name them: --proposals FILE")
    if sum(value is not None for value in (json, form, proposals)) > 1:
        raise UsageError("--json, --form and --proposals are additions of their own", _RUN_EACH)
    if proposals is not None:
        _from_proposals(dataset, proposals, checked_by, dry_run)
    elif form is not None:
        _from_form(dataset, form, comment, dry_run)
    elif json is not None:
        _from_lines(dataset, json, dry_run)
    else:
        _from_answers(dataset, dry_run)


def _from_answers(dataset: options.Dataset, dry_run: bool) -> None:
    if not streams.may_ask():
        kinds = ", ".join(name for name in plugins.names(model) if name not in _NOT_ADDED)
        raise UsageError("nothing to add", f"name a kind ({kinds}), or give --json FILE")
    from stancetracker.cli import dialogue
    from stancetracker.contribute.answers import Draft

    with dialogue.writable(dataset, dry_run) as opened:
        draft = Draft(opened.folder.path)
        dialogue.converse(opened, draft, dry_run)
        if not dry_run:
            draft.drop()


def _from_form(dataset: options.Dataset, name: str, comment: Path | None, dry_run: bool) -> None:
    from stancetracker.cli import dialogue
    from stancetracker.contribute import forms
    from stancetracker.render import forms as answers

    filled = forms.read(streams.content(name))
    with dialogue.writable(dataset, dry_run) as opened:
        review = forms.review(opened, filled, options.today(), name)
        if comment is not None:
            streams.write_file(comment, answers.comment(review, options.today()))
        if review.plan:
            dialogue.add_plan(opened, review.plan, dry_run)
        elif review.mistakes:
            raise review.wrong_values()
        elif review.reported:
            record = review.reported
            streams.say(f"about the {record.kind} {record.id} at {record.place}; nothing to add")


def _from_proposals(
    dataset: options.Dataset, file: Path, checked_by: str | None, dry_run: bool
) -> None:
    from stancetracker.cli import dialogue
    from stancetracker.contribute import proposal

    proposals = proposal.of_lines(streams.content(file), str(file), checked_by)
    if not streams.may_ask():
        raise UsageError("--proposals asks about each, on a terminal")
    dialogue.review(dataset, proposals, dry_run)
    streams.say(f"{plural(len(proposals), 'proposal')} in {file}")


def _from_lines(dataset: options.Dataset, json: str, dry_run: bool) -> None:
    from stancetracker.cli import dialogue
    from stancetracker.contribute.answers import Draft
    from stancetracker.contribute.lines import lines_of

    lines = lines_of(streams.content(json), json)
    if not lines:
        raise UsageError(f"nothing to add: no record in {json}", "write one JSON object a line")
    with dialogue.writable(dataset, dry_run) as opened:
        dialogue.add(opened, lines, dry_run, json)
        draft = Draft(opened.folder.path)
        if not dry_run and json == str(draft.path):
            draft.drop()


command.callback(invoke_without_command=True)(parser.spread(_without_kind))
