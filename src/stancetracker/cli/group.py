"""The commands: a file each in this folder, imported only when it is run, helped or completed."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from stancetracker import __version__, cli
from stancetracker.base import modules
from stancetracker.base.errors import UnknownNameError, UsageError, did_you_mean
from stancetracker.cli import streams

PANELS: Final = ("researchers", "contributors", "publishers", "everyone")
# The frame itself; every other file of this folder that has no leading underscore is a command.
_FRAME: Final = frozenset({"app", "clock", "failures", "group", "options", "output", "streams"})
# What a usage line says as well, or a number says by itself.
_NOTES: Final = r" *\[(?:required|x>=\d+)\]"
_SETTINGS: Final[dict[str, Any]] = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


def names() -> list[str]:
    """The commands, as a person types them."""
    return sorted(_modules())


def _modules() -> dict[str, str]:
    """Command -> module: `import` -> `import_`."""
    mine = (name for name in modules.names(cli.__path__) if name not in _FRAME)
    return {name.removesuffix("_").replace("_", "-"): name for name in mine}


def run(arguments: list[str], program: str) -> int:
    """Run one command and return its exit status; what stops it is raised."""
    try:
        result = build().main(arguments, prog_name=program)
    except typer.Exit as end:
        return end.exit_code
    except typer.Abort:
        raise KeyboardInterrupt from None
    except SystemExit as end:  # Typer ends completion so
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    if result is not None:
        raise TypeError(f"a command returned {result!r}; it must raise typer.Exit to set a status")
    return 0


def build() -> Any:
    """The whole command line, with no command imported yet."""
    app = typer.Typer(
        cls=Commands,
        context_settings=_SETTINGS,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    app.callback()(_root)
    return typer.main.get_command(app)


def _print_version(asked: bool) -> None:
    if asked:
        streams.write([f"stancetracker {__version__}\n"])
        raise typer.Exit


def _root(
    version: Annotated[
        bool, typer.Option("--version", is_eager=True, callback=_print_version, help="Print the version.")
    ] = False,
    debug: Annotated[
        bool, typer.Option("--debug", help="Show a traceback when something fails; goes anywhere.")
    ] = False,
) -> None:
    """Who spoke, what they said, and for whom no public statement was found, as of any day."""


def _write_help(ctx: Any, _: Any, asked: bool) -> None:
    if asked and not ctx.resilient_parsing:
        streams.write([ctx.get_help(), "\n"])
        ctx.exit()


class Sections:
    """Help of a command in sections: the panels its options name."""

    def get_help_option(self, ctx: Any) -> Any:
        """The option -h, which writes as every answer is written, so that a closed output is told."""
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.callback = _write_help
        return option

    def collect_usage_pieces(self, ctx: Any) -> list[str]:
        """The words of the usage line; what is required stands there as it is, without Typer's braces."""
        pieces: list[str] = super().collect_usage_pieces(ctx)  # type: ignore[misc]
        return [piece.strip("{}") for piece in pieces]

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the arguments and the options, a section a panel."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for param in self.get_params(ctx):  # type: ignore[attr-defined]
            default = "Arguments" if param.param_type_name == "argument" else "Options"
            if record := param.get_help_record(ctx):
                panel = getattr(param, "rich_help_panel", None) or default
                sections.setdefault(panel, []).append((record[0], re.sub(_NOTES, "", record[1])))
        for panel in sorted(sections, key=lambda name: (name == "Options", name != "Arguments")):
            with formatter.section(panel):
                formatter.write_dl(sections[panel])


class Command(Sections, TyperCommand):
    """A command whose help has sections."""


class Group(Sections, TyperGroup):
    """A command with commands in it."""

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Write the options, then the commands."""
        super().format_options(ctx, formatter)
        self.format_commands(ctx, formatter)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands with their one-line help, none of it cut."""
        found = {name: self.get_command(ctx, name) for name in self.list_commands(ctx)}
        with formatter.section("Commands"):
            formatter.write_dl([(name, _line(command)) for name, command in found.items()])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Find the command that the arguments begin with.

        Raises UnknownNameError when there is no such command.
        """
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-") and not ctx.resilient_parsing:
            raise UnknownNameError("command", args[0], known, did_you_mean(args[0], known) or _see(ctx))
        return super().resolve_command(ctx, args)


class Commands(Group):
    """A group whose commands are the files of the folder `cli`."""

    def list_commands(self, ctx: Any) -> list[str]:
        """The names of all commands."""
        return names()

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import the command of this name; None when there is none."""
        module = _modules().get(cmd_name)
        return _load(module, cmd_name) if module else None

    def main(self, args: Sequence[str] | None = None, *rest: Any, **extra: Any) -> Any:
        """Run and return what the command returned; unlike Typer's own, swallow nothing."""
        if os.environ.get("_STANCETRACKER_COMPLETE"):
            try:
                return super().main(args, *rest, **extra)
            except (KeyError, ValueError):
                raise UsageError("the shell asks for completion without saying of what") from None
        with self.make_context(extra.get("prog_name"), list(args or ())) as context:
            return self.invoke(context)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """Write the commands of each panel with their one-line help."""
        lines: dict[str, list[tuple[str, str]]] = {panel: [] for panel in PANELS}
        for name, module in sorted(_modules().items()):
            found = _load(module, name)
            lines[_import(module).PANEL].append((name, _line(found)))
        for panel in filter(lines.get, PANELS):
            with formatter.section(f"For {panel}"):
                formatter.write_dl(lines[panel])


def _line(command: Any) -> str:
    """The one-line help of a command, whole."""
    return str(command.get_short_help_str(limit=200))


def _see(ctx: Any) -> str:
    return f"see {ctx.command_path} --help"


def _import(module: str) -> Any:
    return import_module(f"{cli.__name__}.{module}")


def _load(module: str, name: str) -> Any:
    """The command a module holds: its function `command`, or a Typer app of that name with commands in it."""
    found = _import(module).command
    if isinstance(found, typer.Typer):
        return _as_group(found, name)
    return as_command(found, name)


def as_command(function: Callable[..., None], name: str) -> Any:
    """The command that a function is."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.command(name, cls=Command, context_settings=_SETTINGS)(function)
    return typer.main.get_command(app)


def _as_group(app: typer.Typer, name: str) -> Any:
    group = typer.main.get_group(app)
    group.name = name
    return group


def subcommands(about: str, functions: Iterable[Callable[..., None]]) -> typer.Typer:
    """A command with commands in it, named as their functions are; `about` is its one-line help."""
    app = typer.Typer(cls=Group, help=about, add_completion=False, rich_markup_mode=None)
    for function in functions:
        name = function.__name__.removesuffix("_").replace("_", "-")
        app.command(name, cls=Command, context_settings=_SETTINGS)(function)
    return app
