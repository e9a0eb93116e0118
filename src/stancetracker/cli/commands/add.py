"""`stancetracker add`: append records, checked first, all or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stancetracker.base import plugins
from stancetracker.base.errors import UsageError, WriteError, did_you_mean
from stancetracker.base.text import visible
from stancetracker.cli import options, parser, streams
from stancetracker.cli.options import option, switch
from stancetracker.ledger import model

if TYPE_CHECKING:
    from stancetracker.contribute.dataset import Dataset
    from stancetracker.contribute.flags import Draft, Flag
    from stancetracker.contribute.names import Names

PANEL = "contributors"
EXAMPLES = (
    'stancetracker add person --name "Ada Example" --role engineer --dry-run',
    "stancetracker add --json more.jsonl --dry-run",
)
_ABOUT = (
    "Append records, checked first: from flags, from lines of JSON, or by asking on a terminal, "
    "where < goes back and Ctrl-C keeps a draft."
)
_BACK = "<"
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
        return parser.as_command(_named(cmd_name) if self._naming else _adder(cmd_name), cmd_name)

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

    known = {_variable(flag): flag for flag in flags.flags(kind)}
    made: dict[str, Any] = {name: False if flag.field.type is bool else None for name, flag in known.items()}
    made["__annotations__"] = {name: _option(kind, flag) for name, flag in known.items()}

    def run(*, dataset: Any, dry_run: Any = False, given: Any) -> None:
        values = {flag.name: getattr(given, name) for name, flag in known.items()}
        with _opened(dataset, dry_run) as there:
            _add(there, [_of_flags(there, kind, values)], dry_run, "flags")

    run.__doc__ = f"{_named(kind).__doc__}\n\n{_FLAGS}"
    group = type("Given", (parser.Flags,), made | {"may_be_empty": True})
    run.__annotations__ = {"dataset": options.Dataset, "dry_run": options.DryRun, "given": group}
    return run


def _of_flags(dataset: Dataset, kind: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the record that flags make; an actor without an id gets one made from the name."""
    from stancetracker.contribute import flags
    from stancetracker.contribute.names import Names

    call = "--{}".format
    names = Names(dataset.connection)
    filled = {name: value for name, value in given.items() if value not in (None, False, ())}
    named = str(filled.get("name") or "")
    made = flags.id_of_name(named, names, call) if kind in _NAMED_BY and "id" not in filled else ""
    filled |= {"id": made} if made else {}
    record = flags.sound(kind, filled, names, call, f"see stancetracker add {kind} --help")
    if made:
        streams.say(f"id: {made} (set another with --id)")
    return record


def _variable(flag: Flag) -> str:
    return "field_" + flag.name.replace("-", "_")


def _option(kind: str, flag: Flag) -> Any:
    names = [f"--{name}" for name in (flag.name, flag.alias) if name]
    if flag.field.type is bool:
        return Annotated[bool, switch(_help(kind, flag), *names)]
    kinds = [kind for kind in flag.refers_to if kind in plugins.names(model)]
    ids = options.ids(*kinds) if kinds or "*" in flag.refers_to else None
    completer = parser.starting(flag.field.words) if flag.field.words else ids
    made = option(_metavar(flag), _help(kind, flag), *names, autocompletion=completer)
    return Annotated[list[str] | None if flag.field.many else str | None, made]


def _metavar(flag: Flag) -> str:
    if flag.field.type in (int, float):
        return "NUMBER"
    if flag.refers_to:
        return "NAME" if "issue" in flag.refers_to or "organization" in flag.refers_to else "ID"
    return "WORD" if flag.field.words else "DATE" if flag.field.is_date else "TEXT"


def _help(kind: str, flag: Flag) -> str:
    """Return what a flag is, the closed list it takes, and whether the record needs it."""
    if flag.name == "recorded":
        return "Today, if left out."
    if flag.name == "id" and kind in _NAMED_BY:
        return "Made from the name, if left out."
    about = f"{flag.field.about[:1].upper()}{flag.field.about[1:]}"
    words = f"{about}: {', '.join(flag.field.words)}." if flag.field.words else f"{about}." if about else ""
    return f"{words} Required." if flag.required and len(flag.way) == 1 else words


command = parser.plain_app(cls=Kinds, help=_ABOUT)


def _from_json(
    context: typer.Context,
    dataset: options.Dataset,
    json: Annotated[str | None, option("FILE|-", "Records of any kind, one object a line.", "--json")] = None,
    dry_run: options.DryRun = False,
) -> None:
    """Add lines of JSON, or the answers to questions on a terminal; a kind has a command of its own."""
    if context.invoked_subcommand is not None:
        if json is not None or dry_run:
            raise UsageError("flags go after the kind", f"stancetracker add {context.invoked_subcommand} ...")
        return
    if json is None and not streams.may_ask():
        kinds = ", ".join(plugins.names(model))
        raise UsageError("nothing to add", f"name a kind ({kinds}), or give --json FILE")
    from stancetracker.contribute import flags, names

    lines = [] if json is None else names.lines_of(streams.content(json))
    if json is not None and not lines:
        raise UsageError(f"nothing to add: no record in {json}", "write one JSON object a line")
    with _opened(dataset, dry_run) as there:
        draft = flags.Draft(there.folder.path)
        if json is None:
            _converse(there, draft, dry_run)
        else:
            _add(there, lines, dry_run, json)
        if not dry_run and json in (None, str(draft.path)):
            draft.drop()


command.callback(invoke_without_command=True)(parser.spread(_from_json))


def _opened(option: options.Dataset, dry_run: bool) -> AbstractContextManager[Dataset]:
    """Open the dataset to add to; raises where it is read-only or does not load."""
    from stancetracker.contribute.dataset import opened
    from stancetracker.ledger.journal import finished

    return opened(finished(option.folder(), dry_run=dry_run))


def _add(dataset: Dataset, given: Iterable[Any], dry_run: bool, source: str, *, asks: bool = False) -> None:
    from stancetracker.contribute import add
    from stancetracker.render.problems import as_text

    planned = add.plan(dataset, given, options.today(), source)
    if planned.refused:
        raise add.RefusedError(planned.problems)
    streams.complain(as_text(planned.problems, streams.width()))
    for record, place in planned.already_there:
        streams.say(f"already there: {record or 'dataset'} at {place}")
    streams.say(*add.effects(planned, options.today()))
    if dry_run:
        for name in dict.fromkeys(addition.file for addition in planned.additions):
            streams.show([f"+++ {name}", *(f"+{a.line}" for a in planned.additions if a.file == name)])
        return
    if asks and _choice("add it? (y, n)", ("y", "n")) == "n":
        raise WriteError("nothing was added")
    added = add.write(planned)
    streams.say(*(f"a torn last line was set aside in {name}" for name in added.set_aside))
    for addition, place in added.additions:
        streams.show([addition.line])
        streams.say(f"added at {place}")


class _BackError(Exception):
    """The last answer is to be given anew."""


def _converse(dataset: Dataset, draft: Draft, dry_run: bool) -> None:
    """Ask for a record and add it; whatever stops that leaves a draft."""
    from stancetracker.contribute import flags
    from stancetracker.contribute.names import Names

    names, answers = Names(dataset.connection), draft.answers()
    if answers and _choice(f"go on with the {answers['kind']} in {draft.path}? (y, n)", ("y", "n")) == "n":
        answers = {}
    streams.complain([f"{_BACK} goes back; Ctrl-C stops, and keeps a draft."])
    try:
        while True:
            try:
                while _ask(answers, names):
                    pass
                values = {name: value for name, value in answers.items() if name != "kind"}
                record = flags.sound(answers["kind"], values, names, str)
                return _add(dataset, [record], dry_run, "answers", asks=True)
            except _BackError:
                answers.pop(next(reversed(answers), ""), None)
    except BaseException:
        if answers:
            streams.say(draft.keep(answers))
        raise


def _ask(answers: dict[str, Any], names: Names) -> bool:
    """Ask for the kind of a record, a field that it needs, or any other; return whether there was an answer."""
    from stancetracker.contribute import flags

    if "kind" not in answers:
        answers["kind"] = _choice("kind", tuple(plugins.names(model)))
        return True
    known = {flag.name: flag for flag in flags.flags(answers["kind"])}
    if question := flags.open_question(answers["kind"], answers):
        flag, why = question
        if why:  # only a rule asks for it, and another field may meet that
            streams.complain([f"{why} (Enter to name another field)"])
        value = _answer(flag, names, or_none=why is not None)
        if value is not None:
            answers[flag.name] = value
            return True
    more = _choice("anything more? a field, or Enter", tuple(known), or_none=True)
    if more:
        answers[more] = _answer(known[more], names)
    return bool(more)


def _answer(flag: Flag, names: Names, *, or_none: bool = False) -> Any:
    from stancetracker.contribute import flags

    if flag.field.type is bool:
        return _choice(f"{flag.name} (y, n)", ("y", "n")) == "y"
    several = " (several: separate with ;)" if flag.field.many else ""
    hint = f" ({', '.join(flag.field.words)})" if flag.field.words else several
    while True:
        text = _prompt(f"{flag.name}{hint}", or_none=or_none)
        if not text and or_none:
            return None
        try:
            return flags.answer(flag, text, names)
        except UsageError as error:
            streams.complain(visible(text) for text in (error.message, error.hint) if text)


def _choice(what: str, known: tuple[str, ...], *, or_none: bool = False) -> str:
    while True:
        text = _prompt(what, or_none=or_none)
        if text in known or (or_none and not text):
            return text
        streams.complain([did_you_mean(text, known) or f"one of {', '.join(known)}"])


def _prompt(what: str, *, or_none: bool = False) -> str:
    text = str(typer.prompt(what, default="" if or_none else None, show_default=False)).strip()
    if text == _BACK:
        raise _BackError
    return text
