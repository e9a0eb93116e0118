"""Commands made of functions, on top of Typer: groups of flags, and help in sections."""

import inspect
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial, wraps
from pathlib import Path
from types import GenericAlias, ModuleType, NoneType
from typing import (
    Annotated,
    Any,
    ClassVar,
    Final,
    Literal,
    NamedTuple,
    Self,
    dataclass_transform,
    get_args,
    get_origin,
)

import typer
from typer.core import TyperCommand, TyperGroup
from typer.models import OptionInfo

from stancetracker.base import plugins
from stancetracker.base.errors import UnknownNameError, UsageError
from stancetracker.cli import streams

OUTPUT: Final = "Output"
"""The panel of the flags that `help output` describes once for all commands."""
PANELS: Final = ("For researchers", "For contributors", "For publishers", "For everyone")
NOT_EMPTY: Final = "give it a value, or leave it out; in a script, the variable may not be set"
# Typer's notes on a flag, which add nothing: the usage line shows required arguments.
_NOTES: Final = r" *\[(?:required|x>=[\d.]+)\]|; x>=[\d.]+"
HELP_WIDTH: Final = 100
_LONGEST_SHORT_HELP: Final = 200
SETTINGS: Final[dict[str, Any]] = {
    "help_option_names": ["-h", "--help"],
    "max_content_width": HELP_WIDTH,
}
_DESCRIPTION: Final = (
    "Track who spoke, what they said, and for whom no public statement was found, as of any day."
)
HelpRow = tuple[str, str]
"""The names of a flag or command, and what its help says."""


class Flag(NamedTuple):
    """An option or argument, declared as the default of a parameter."""

    settings: Any
    """Its settings for Typer: names, help, completion."""
    default: Any = ...
    """Its default value; `...` for that of its type: (), None or False, else it is required."""

    def parameter(self, name: str, kind: Any) -> inspect.Parameter:
        """Return the parameter of this name and type as Typer takes it."""
        hint = kind
        if isinstance(kind, GenericAlias):  # tuple[str, ...], of which Typer makes a list
            hint = list[get_args(kind)[0]]  # type: ignore[misc]
        words = _words_of(kind)
        if words:
            hint = str
            self.settings.autocompletion = starting(words)
        parameter = inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=_default_of(kind) if self.default is ... else self.default,
            annotation=Annotated[hint, self.settings],
        )
        if words:
            self.settings.parser = _one_of(words, f"value of {option_name(parameter)}")
        option = option_name(parameter)
        if option and Path in (kind, *get_args(kind)):
            self.settings.parser = partial(path, name=option)
        return parameter


class Declared(NamedTuple):
    """A flag with the type of its value."""

    type: Any
    flag: Any


def _words_of(kind: Any) -> tuple[str, ...]:
    """Return the words of a closed list; none for another type."""
    for alternative in (kind, *get_args(kind)):
        if get_origin(alternative) is Literal:
            return get_args(alternative)
    return ()


def _one_of(words: tuple[str, ...], role: str) -> Callable[[str], str]:
    """Return a parser that raises UnknownNameError for a word that is not in the list."""

    def parse(word: str) -> str:
        if word not in words:
            raise UnknownNameError(role, word, words)
        return word

    return parse


def _default_of(kind: Any) -> Any:
    """Return the default value of a flag of this type; none for one that is required."""
    if isinstance(kind, GenericAlias):
        return ()
    if kind is bool:
        return False
    return None if NoneType in get_args(kind) else inspect.Parameter.empty


@dataclass_transform(frozen_default=True)
class Flags:
    """Flags that go together: a class declares each as a default, an instance has the values given.

    Like a frozen dataclass, without the code that one generates and compiles in every process.
    """

    flags: ClassVar[dict[str, inspect.Parameter]] = {}
    """The flags, inherited ones first."""

    def __init_subclass__(
        cls, panel: str | None = None, declared: Mapping[str, Declared] | None = None
    ) -> None:
        """Register the flags of this class; `panel` is their section of the help.

        `declared` ones, by the names of their values, come before those written in the class.
        """
        cls.flags = {}
        for base in cls.__bases__:
            cls.flags |= getattr(base, "flags", {})
        kinds: dict[str, Any] = {}
        for name, declaration in (declared or {}).items():
            setattr(cls, name, declaration.flag)
            kinds[name] = declaration.type
        kinds |= inspect.get_annotations(cls, eval_str=True)
        for name, kind in kinds.items():
            flag = vars(cls).get(name)
            if isinstance(flag, Flag):
                flag.settings.rich_help_panel = panel or flag.settings.rich_help_panel
                cls.flags[name] = flag.parameter(name, kind)
                setattr(cls, name, cls.flags[name].default)
            else:  # a class variable, which every instance has
                cls.flags.pop(name, None)

    def __init__(self, **values: Any) -> None:
        defaults = {name: getattr(type(self), name) for name in self.flags}
        vars(self).update(defaults, **values)

    def changed_options(self) -> Iterator[str]:
        """Yield the long names of the options whose values are not their defaults."""
        for name, flag in self.flags.items():
            option = option_name(flag)
            if option and getattr(self, name) != getattr(type(self), name):
                yield option

    def but(self, **values: Any) -> Self:
        """Return a copy with some values replaced."""
        return type(self)(**{**vars(self), **values})


def starting(words: Iterable[str]) -> Callable[[str], list[str]]:
    """Return a completer for a list of words."""
    return lambda incomplete: [word for word in words if word.startswith(incomplete)]


def plain_app(*, add_completion: bool = False, **settings: Any) -> typer.Typer:
    """Return an app of Typer without Rich and tracebacks."""
    plain: Any = {"pretty_exceptions_enable": False, "rich_markup_mode": None}
    return typer.Typer(add_completion=add_completion, **plain, **settings)


def as_command(function: Callable[..., None], name: str) -> Any:
    """Return the command that a function is."""
    app = plain_app()
    app.command(name, cls=Command, context_settings=SETTINGS)(spread(function))
    return typer.main.get_command(app)


def spread(function: Callable[..., None]) -> Callable[..., None]:
    """Return the function with its groups spread into flags, which are filled when it is called."""
    flags: list[inspect.Parameter] = []
    groups: dict[str, type[Flags]] = {}
    for name, parameter in inspect.signature(function, eval_str=True).parameters.items():
        kind = parameter.annotation
        if isinstance(parameter.default, Flag):
            flags.append(parameter.default.parameter(name, kind))
        elif isinstance(kind, type) and issubclass(kind, Flags):
            groups[name] = kind
            flags += kind.flags.values()
        else:
            flags.append(parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY))

    @wraps(function)
    def run(**typed: Any) -> None:
        values = {flag.name: _value(flag, typed[flag.name]) for flag in flags}
        for name, group in groups.items():
            values[name] = group(**{flag: values.pop(flag) for flag in group.flags})
        return function(**values)

    run.__signature__ = inspect.Signature(flags)  # type: ignore[attr-defined]
    run.__annotations__ = {flag.name: flag.annotation for flag in flags}
    return run


def _value(flag: inspect.Parameter, value: Any) -> Any:
    """Return the value of a flag, many as a tuple.

    Raises UsageError for an empty text: dropped unseen, it would change the answer.
    """
    if isinstance(value, list):
        value = tuple(value)
    texts = value if isinstance(value, tuple) else (value,)
    if any(isinstance(text, str) and not text.strip() for text in texts):
        option = option_name(flag)
        if option:
            raise UsageError(f"{option} is empty", NOT_EMPTY)
    return value


def option_name(flag: inspect.Parameter) -> str | None:
    """Return the long name of the option that a parameter is; None where it is an argument."""
    options = [hint for hint in get_args(flag.annotation) if isinstance(hint, OptionInfo)]
    if not options:
        return None
    # Typer takes the first name for a default.
    names = (options[0].default, *(options[0].param_decls or ()))
    long_names = [name for name in names if isinstance(name, str) and name.startswith("--")]
    return long_names[0] if long_names else f"--{flag.name.replace('_', '-')}"


def _check_for_repeats(parameters: Iterable[Any]) -> None:
    """Raise UsageError for an option of one value that stands among these more than once."""
    names = Counter(
        max(parameter.opts, key=len)
        for parameter in parameters
        if parameter.param_type_name == "option" and not (parameter.multiple or parameter.is_flag)
    )
    for name, number in names.items():
        if number > 1:
            times = "twice" if number == 2 else f"{number} times"
            raise UsageError(f"{name} is given {times}", "it takes one value: leave the others out")


class Sections:
    """Help of a command in sections, one for each panel of its options, and examples at the end."""

    panel = "Commands"
    examples: Sequence[str] = ()
    renamed: Mapping[str, str] = {"--plain": "--format plain"}
    """Names that people may give to options, and what these are called where they are there."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments after the dataset that was named before the command."""
        data = ctx.parent and ctx.parent.params.get("data")
        if data:
            args = [f"--data={data}", *args]
        rest: list[str] = super().parse_args(ctx, args)  # type: ignore[misc]
        return rest

    def make_parser(self, ctx: Any) -> Any:
        """Return a parser that raises UsageError for a second value where one is taken."""
        parser = super().make_parser(ctx)  # type: ignore[misc]
        parse = parser.parse_args

        def parse_once(args: list[str]) -> Any:
            values, rest, given_options = parse(args)
            if not ctx.resilient_parsing:
                _check_for_repeats(given_options)
            return values, rest, given_options

        parser.parse_args = parse_once
        return parser

    def get_help_option(self, ctx: Any) -> Any:
        """Return the option -h, which like every answer notices a closed output."""

        def write(ctx: Any, _: Any, is_set: bool) -> None:
            if is_set and not ctx.resilient_parsing:
                streams.write([ctx.get_help(), "\n"])
                ctx.exit()

        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.callback = write
        return option

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """Return the words of the usage line, without Typer's braces around required arguments."""
        pieces: list[str] = super().collect_usage_pieces(ctx)  # type: ignore[misc]
        return [piece.strip("{}") for piece in pieces]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments and options, a section a panel; one line for all of the output."""
        sections = self.sections(ctx)
        has_output = sections.pop(OUTPUT, None)
        # Arguments first, options without a panel last.
        for panel in sorted(sections, key=lambda name: (name == "Options", name != "Arguments")):
            with formatter.section(panel):
                formatter.write_dl(sections[panel])
        if has_output:
            with formatter.section(OUTPUT):
                flags = "-f FORMAT, -o FILE, --columns, --sort and more"
                formatter.write_text(f"{flags}: stancetracker help output")

    def sections(self, ctx: Any) -> dict[str, list[HelpRow]]:
        """Return the flags with their help, by panel."""
        sections: dict[str, list[HelpRow]] = {}
        for param in self.get_params(ctx):  # type: ignore[attr-defined]
            record = param.get_help_record(ctx)
            if not record:
                continue
            names, help_text = record
            default = "Arguments" if param.param_type_name == "argument" else "Options"
            panel = getattr(param, "rich_help_panel", None) or default
            sections.setdefault(panel, []).append((names, re.sub(_NOTES, "", help_text)))
        return sections

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """Write the examples, each line as it is typed."""
        if self.examples:
            with formatter.section("Examples"):
                for line in self.examples:
                    formatter.write(f"{'':>{formatter.current_indent}}$ {line}\n")


class Command(Sections, TyperCommand):
    """A command whose help has sections."""


class Group(Sections, TyperGroup):
    """A command with commands in it."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options, then the commands of each panel with their whole one-line help."""
        super().format_options(ctx, formatter)
        panels: dict[str, list[HelpRow]] = {panel: [] for panel in PANELS}
        for name in self.list_commands(ctx):
            command: Any = self.get_command(ctx, name)
            help_text = command.get_short_help_str(limit=_LONGEST_SHORT_HELP)
            panels.setdefault(command.panel, []).append((name, help_text))
        for panel, rows in panels.items():
            if rows:
                with formatter.section(panel):
                    formatter.write_dl(rows)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that the arguments begin with.

        Raises UnknownNameError when there is none.
        """
        names = self.list_commands(ctx)
        if args[0] not in names and not args[0].startswith("-") and not ctx.resilient_parsing:
            raise self.unknown_command(ctx, args[0])
        return super().resolve_command(ctx, args)

    def unknown_command(self, ctx: Any, word: str) -> UnknownNameError:
        """Return the error for a word that is no command here."""
        otherwise = f"see {ctx.command_path} --help"
        return UnknownNameError("command", word, self.list_commands(ctx), otherwise)


def filled(text: str, name: str) -> str:
    """Return a text as it is typed; raises UsageError for an empty one."""
    if not text.strip():
        raise UsageError(f"{name} is empty", NOT_EMPTY)
    return text


def path(text: str, name: str) -> Path:
    """Return a path as it is typed.

    Raises UsageError for an empty one, which would mean the current folder.
    """
    return Path(filled(text, name))


DATA: Final[Any] = Flag(
    typer.Option(
        "-d",
        "--data",
        metavar="DIR",
        help="The dataset's folder.",
        parser=partial(path, name="--data"),
    )
)


def run(commands: ModuleType, arguments: list[str], program: str) -> int:
    """Run one of the commands, each a file of a folder, and return its exit status.

    Raises what the command raises.
    """
    flag, *words = arguments
    if words and flag in ("--install-completion", "--show-completion"):  # Typer drops them
        raise UsageError(
            f"{flag} takes no shell: {' '.join(words)}", "run it in the shell that it is for"
        )
    try:
        result = build(commands).main(arguments, prog_name=program)
    except typer.Exit as end:
        return end.exit_code
    except typer.Abort:
        raise KeyboardInterrupt from None
    except SystemExit as end:  # Typer ends completion so
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    if result is not None:
        raise TypeError(f"a command returned {result!r}; it must raise typer.Exit to set a status")
    return 0


@cache
def build(commands: ModuleType) -> Any:
    """Build the whole command line, with no command imported yet; once in a process."""

    def print_version(is_set: bool) -> None:
        if is_set:
            streams.write_version()
            raise typer.Exit

    version_option = typer.Option(
        "--version", help="Print the version.", is_eager=True, callback=print_version
    )
    debug_option = typer.Option("--debug", help="Show a traceback on failure; allowed anywhere.")
    quiet_option = typer.Option(
        "-q",
        "--quiet",
        help="Write no notes or hints to standard error; allowed anywhere.",
    )

    def root(
        data: Path | None = DATA,
        version: Annotated[bool, version_option] = False,
        debug: Annotated[bool, debug_option] = False,
        quiet: Annotated[bool, quiet_option] = False,
    ) -> None:
        """Take the flags that stand before a command."""

    app = plain_app(cls=Commands, context_settings=SETTINGS, add_completion=True)
    app.callback(help=_DESCRIPTION)(spread(root))
    program: Any = typer.main.get_command(app)
    program.folder = commands
    return program


class Commands(Group):
    """The group whose commands are the files of a folder, imported when needed."""

    folder: ModuleType
    examples = ("stancetracker list --silent", "stancetracker help output")

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands."""
        return plugins.names(self.folder)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import the command of this name; None when there is none."""
        if cmd_name not in plugins.names(self.folder):
            return None
        return _command(plugins.load(self.folder, cmd_name, "command"), cmd_name)

    def unknown_command(self, ctx: Any, word: str) -> UnknownNameError:
        """Return the error for a word that is no command, with the one that it may mean."""
        from stancetracker.cli.guesses import command_hint  # only on the way out of a mistake

        hint = command_hint(word, self.list_commands(ctx)) or f"see {ctx.command_path} --help"
        return UnknownNameError("command", word, (), hint)

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> Any:
        """Run a command and return what it returned; unlike Typer's own, let errors pass."""
        if os.environ.get("_STANCETRACKER_COMPLETE"):
            try:
                return super().main(args, *rest, **extra)
            except (KeyError, ValueError):
                raise UsageError("the shell asked for completion without saying of what") from None
        with self.make_context(extra.get("prog_name"), list(args or ())) as context:
            return self.invoke(context)


@cache
def _command(module: Any, name: str) -> Any:
    """Make a command of a module's function, or of its Typer app with commands in it."""
    if isinstance(module.command, typer.Typer):
        command: Any = typer.main.get_group(module.command)
        command.name = name
    else:
        command = as_command(module.command, name)
    command.panel = f"For {module.PANEL}"
    command.examples = getattr(module, "EXAMPLES", ())
    return command
