"""`stancetracker add`: append records, checked first, all or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import typer

from stancetracker.base import plugins
from stancetracker.base.errors import UsageError
from stancetracker.cli import options, parser, streams
from stancetracker.cli.options import option, switch
from stancetracker.ledger import model

if TYPE_CHECKING:
    from stancetracker.contribute.dataset import Dataset
    from stancetracker.contribute.flags import Flag

PANEL = "contributors"
EXAMPLES = (
    'stancetracker add person --name "Ada Example" --role engineer --dry-run',
    "stancetracker add --json more.jsonl --dry-run",
)
_ABOUT = (
    "Append records, checked first: from flags, from lines of JSON, or by asking on a terminal, "
    "where < goes back and Ctrl-C keeps a draft."
)
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
        """Return every kind."""
        return plugins.names(model)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return the command that adds records of this kind; None when there is no such kind."""
        if cmd_name not in plugins.names(model):
            return None
        return parser.as_command(_adder(cmd_name, named_only=self._naming), cmd_name)

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """Complete the name of a kind; its class, slow to import, is not needed for that."""
        self._naming = True
        try:
            return super().shell_complete(ctx, incomplete)
        finally:
            self._naming = False


def _adder(kind: str, *, named_only: bool) -> Callable[..., None]:
    def run(*, dataset: Any, dry_run: Any = options.DRY_RUN, filled: Any) -> None:
        from stancetracker.cli import dialogue

        values = {flag.name: getattr(filled, name) for name, flag in known.items()}
        with dialogue.writable(dataset, dry_run) as there:
            dialogue.add(there, [_of_flags(there, kind, values)], dry_run, "flags")

    def bare() -> None: ...

    bare.__doc__ = f"Add {'an' if kind[0] in 'aeio' else 'a'} {kind}."
    if named_only:
        return bare
    from stancetracker.contribute.flags import flags

    known = {f"field_{flag.name.replace('-', '_')}": flag for flag in flags(kind)}
    made: dict[str, Any] = {name: _option(kind, flag) for name, flag in known.items()}
    made["__annotations__"] = {
        name: bool if flag.field.type is bool else options.Texts if flag.field.many else str | None
        for name, flag in known.items()
    }
    run.__doc__ = f"{bare.__doc__}\n\n{_FLAGS}"
    group = type("Given", (parser.Flags,), made)
    run.__annotations__ = {"dataset": options.Dataset, "dry_run": bool, "filled": group}
    return run


def _of_flags(dataset: Dataset, kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record that flags make; an actor without an id gets one made from the name."""
    from stancetracker.contribute.flags import id_from_name, valid_record

    call = "--{}".format
    filled = {name: value for name, value in values.items() if value not in (None, False, ())}
    named = str(filled.get("name") or "")
    made = (
        id_from_name(named, dataset.names, call) if kind in _NAMED_BY and "id" not in filled else ""
    )
    filled |= {"id": made} if made else {}
    record = valid_record(kind, filled, dataset.names, call, f"see stancetracker add {kind} --help")
    if made:
        streams.say(f"id: {made} (set another with --id)")
    return record


def _option(kind: str, flag: Flag) -> Any:
    names = [f"--{name}" for name in (flag.name, flag.alias) if name]
    if flag.field.type is bool:
        return switch(_help(kind, flag), *names)
    metavar = "WORD" if flag.field.words else "DATE" if flag.field.is_date else "TEXT"
    if flag.field.type in (int, float):
        metavar = "NUMBER"
    elif flag.refers_to:
        metavar = "NAME" if {"issue", "organization"} & {*flag.refers_to} else "ID"
    kinds = [kind for kind in flag.refers_to if kind in plugins.names(model)]
    ids = options.ids(*kinds) if kinds or "*" in flag.refers_to else None
    completer = parser.starting(flag.field.words) if flag.field.words else ids
    return option(metavar, _help(kind, flag), *names, autocompletion=completer)


def _help(kind: str, flag: Flag) -> str:
    """Return what a flag is, the closed list it takes, and whether the record needs it."""
    if flag.name == "recorded":
        return "Today, if left out."
    if flag.name == "id" and kind in _NAMED_BY:
        return "Made from the name, if left out."
    about = f"{flag.field.description[:1].upper()}{flag.field.description[1:]}"
    words = (
        f"{about}: {', '.join(flag.field.words)}."
        if flag.field.words
        else f"{about}."
        if about
        else ""
    )
    return f"{words} Required." if flag.required and len(flag.path) == 1 else words


command = parser.plain_app(cls=Kinds, help=_ABOUT)


def _from_json(
    context: typer.Context,
    dataset: options.Dataset,
    json: str | None = option("FILE|-", "Records of any kind, one object a line.", "--json"),
    dry_run: bool = options.DRY_RUN,
) -> None:
    """Add lines of JSON, or the answers to questions on a terminal; a kind has a command of its own."""
    if context.invoked_subcommand is not None:
        if json is not None or dry_run:
            raise UsageError(
                "flags go after the kind", f"stancetracker add {context.invoked_subcommand} ..."
            )
        return
    if json is None and not streams.may_ask():
        kinds = ", ".join(plugins.names(model))
        raise UsageError("nothing to add", f"name a kind ({kinds}), or give --json FILE")
    from stancetracker.cli import dialogue
    from stancetracker.contribute.answers import Draft
    from stancetracker.contribute.lines import lines_of

    lines = [] if json is None else lines_of(streams.content(json))
    if json is not None and not lines:
        raise UsageError(f"nothing to add: no record in {json}", "write one JSON object a line")
    with dialogue.writable(dataset, dry_run) as there:
        draft = Draft(there.folder.path)
        if json is None:
            dialogue.converse(there, draft, dry_run)
        else:
            dialogue.add(there, lines, dry_run, json)
        if not dry_run and json in (None, str(draft.path)):
            draft.drop()


command.callback(invoke_without_command=True)(parser.spread(_from_json))
