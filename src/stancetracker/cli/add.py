"""`stancetracker add`: append records, checked first, all or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from inspect import Parameter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stancetracker.base import plugins
from stancetracker.base.errors import UsageError
from stancetracker.base.text import visible
from stancetracker.cli import _asking, _completing, _given, _questions, clock, group, options, streams
from stancetracker.ledger import model

if TYPE_CHECKING:
    from stancetracker.contribute.add import Plan
    from stancetracker.contribute.flags import Flag
    from stancetracker.ledger.dataset import Dataset

PANEL = "contributors"
_DRY_RUN = Annotated[
    bool, typer.Option("-n", "--dry-run", help="Print what would be added, and add nothing.")
]


# Kinds whose ids are made of names.
_NAMED_BY = ("person", "organization")
_FLAGS = (
    "A flag that is a list takes one value and can be given again. Of sources, roles and other objects, flags"
    " make one; records with more come as lines of JSON: stancetracker add --json FILE."
)


class Kinds(group.Group):
    """A group with a command for each kind of record, made from its class when it is asked for."""

    _naming = False

    def list_commands(self, ctx: Any) -> list[str]:
        """Every kind."""
        return plugins.names(model)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command that adds records of this kind; None when there is no such kind."""
        if cmd_name not in plugins.names(model):
            return None
        return group.as_command(_named(cmd_name) if self._naming else _adder(cmd_name), cmd_name)

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """Complete the name of a kind; its class, slow to import, is not needed for that."""
        self._naming = True
        try:
            return super().shell_complete(ctx, incomplete)
        finally:
            self._naming = False


def _named(kind: str) -> Callable[..., None]:
    def run() -> None: ...

    run.__doc__ = f"Add {'an' if kind[0] in 'aeio' else 'a'} {kind}."
    return run


def _adder(kind: str) -> Callable[..., None]:
    from stancetracker.contribute import flags

    known = flags.flags(kind)

    def run(data: Path | None, dry_run: bool, **values: Any) -> None:
        named = {flag.name: values[_variable(flag)] for flag in known}
        dataset = _loaded(options.DatasetOption(data), dry_run)
        _add(dataset, [_of_flags(dataset, kind, named)], dry_run, "flags")

    run.__doc__ = f"{_named(kind).__doc__}\n\n{_FLAGS}"
    parameters = [*options.parameters(options.DatasetOption), _parameter("dry_run", _DRY_RUN, False)]
    parameters += [_parameter(_variable(flag), _option(kind, flag), _default(flag)) for flag in known]
    return options.signed(run, parameters)


def _of_flags(dataset: Dataset, kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The record that flags make; an actor without an id gets one that is made of the name, and told."""
    from stancetracker.contribute import questions, values

    def call(name: str) -> str:
        return f"--{name}"

    names = questions.names_in(dataset)
    filled = {name: value for name, value in given.items() if value not in (None, False, [])}
    named = str(filled.get("name") or "")
    made = values.id_of_name(named, names, call) if kind in _NAMED_BY and "id" not in filled else ""
    filled |= {"id": made} if made else {}
    record = values.sound(kind, filled, names, call, f"see stancetracker add {kind} --help")
    if made:
        streams.complain([f"stancetracker: its id is {made}, made of the name; another one: --id"])
    return record


def _variable(flag: Flag) -> str:
    return "field_" + flag.name.replace("-", "_")


def _parameter(name: str, annotation: Any, default: Any) -> Parameter:
    return Parameter(name, Parameter.KEYWORD_ONLY, annotation=annotation, default=default)


def _default(flag: Flag) -> Any:
    return False if flag.type is bool else None


def _option(kind: str, flag: Flag) -> Any:
    if flag.type is bool:
        return Annotated[bool, typer.Option(*_names(flag))]
    takes = list[str] | None if flag.many else str | None
    return Annotated[
        takes,
        typer.Option(
            *_names(flag), metavar=_metavar(flag), help=_help(kind, flag), autocompletion=_completer(flag)
        ),
    ]


def _completer(flag: Flag) -> Callable[..., list[str]] | None:
    """What completes a flag: its words, or the ids of what it refers to."""
    if flag.words:
        return options.starting(flag.words)
    if "*" in flag.refers_to:
        return _completing.ids()
    kinds = [kind for kind in flag.refers_to if kind in plugins.names(model)]
    return _completing.ids(kinds) if kinds else None


def _names(flag: Flag) -> list[str]:
    return [f"--{name}" for name in (flag.name, flag.alias) if name]


def _metavar(flag: Flag) -> str:
    if flag.type in (int, float):
        return "NUMBER"
    if flag.refers_to:
        return "NAME" if "issue" in flag.refers_to or "organization" in flag.refers_to else "ID"
    return "WORD" if flag.words else "DATE" if flag.is_date else "TEXT"


def _help(kind: str, flag: Flag) -> str:
    """What a flag takes, where that is a closed list, and whether the record needs it."""
    words = f"{', '.join(flag.words)}." if flag.words else ""
    if flag.name == "recorded":
        return "Today, where it is left out."
    if flag.name == "id" and kind in _NAMED_BY:
        return "Made of the name, where it is left out."
    needed = "Required." if flag.required and len(flag.way) == 1 else ""
    return " ".join(part for part in (needed, words) if part)


command = typer.Typer(
    cls=Kinds, help="Append records, checked first.", add_completion=False, rich_markup_mode=None
)


@command.callback(invoke_without_command=True)
@options.command
def from_json(
    context: typer.Context,
    dataset: options.DatasetOption,
    json: Annotated[
        str | None, typer.Option("--json", metavar="FILE|-", help="Records of any kind, one object a line.")
    ] = None,
    dry_run: _DRY_RUN = False,
) -> None:
    """Append records, checked first: by flags of a kind, as lines of JSON, or by answering questions."""
    if context.invoked_subcommand is not None:
        if json is not None or dataset.data is not None or dry_run:
            raise UsageError("flags go after the kind", f"stancetracker add {context.invoked_subcommand} ...")
        return
    if json == "":
        raise UsageError("--json is empty", "name a file, or - for standard input")
    if json is None and _questions.may_ask():
        _ask(dataset, dry_run)
    elif json is None:
        raise UsageError(
            "nothing to add", f"name a kind ({', '.join(plugins.names(model))}), or give --json FILE"
        )
    else:
        _add_lines(dataset, json, dry_run)


def _ask(option: options.DatasetOption, dry_run: bool) -> None:
    from stancetracker.contribute import questions, values

    dataset = _loaded(option, dry_run)
    kind, given = _questions.ask(dataset)
    record = values.sound(kind, given, questions.names_in(dataset), str)
    _add(dataset, [record], dry_run, "answers")


def _add_lines(option: options.DatasetOption, name: str, dry_run: bool) -> None:
    from stancetracker.contribute.completing import lines_of

    lines = lines_of(_given.content(name))
    if not lines:
        raise UsageError(f"nothing to add: no record in {name}", "write one JSON object a line")
    _add(_loaded(option, dry_run), lines, dry_run, name)


def _loaded(option: options.DatasetOption, dry_run: bool) -> Dataset:
    """The dataset to add to; raises where it is read-only or does not load."""
    from stancetracker.contribute.add import refuse_broken
    from stancetracker.ledger.dataset import load
    from stancetracker.ledger.folder import writable
    from stancetracker.ledger.journal import finished

    folder = _asking.folder(option)
    dataset = load(writable(folder) if dry_run else finished(folder))
    refuse_broken(dataset)
    return dataset


def _add(dataset: Dataset, given: Iterable[Any], dry_run: bool, source: str) -> None:
    from stancetracker.contribute import add

    planned = add.plan(dataset, given, clock.today(), source)
    if planned.refused:
        raise add.RefusedError(planned.problems)
    _warn(planned)
    if dry_run:
        streams.write(_diff(planned))
        return
    added = add.write(planned)
    streams.complain(f"stancetracker: a torn last line was set aside in {name}" for name in added.set_aside)
    for addition, place in added.additions:
        streams.write([f"{visible(addition.line)}\n"])
        streams.complain([f"stancetracker: added at {visible(str(place))}"])


def _warn(planned: Plan) -> None:
    from stancetracker.render.problems import as_text

    streams.complain(as_text(planned.problems))
    for entry in planned.already_there:
        streams.complain(
            [f"stancetracker: already there: {entry.id or 'dataset'} at {visible(str(entry.place))}"]
        )


def _diff(planned: Plan) -> Iterator[str]:
    """What would be appended, file by file."""
    for name in dict.fromkeys(addition.file for addition in planned.additions):
        yield f"+++ {name}\n"
        yield from (f"+{visible(a.line)}\n" for a in planned.additions if a.file == name)
