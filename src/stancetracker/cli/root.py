"""The whole command line: a group whose commands are the files of `commands`, imported when needed."""

import os
from collections.abc import Sequence
from functools import cache
from typing import Annotated, Any

import typer

from stancetracker.base import __version__, plugins
from stancetracker.base.errors import UsageError
from stancetracker.cli import commands, options, parser, streams
from stancetracker.cli.options import switch


def run(arguments: list[str], program: str) -> int:
    """Run one command and return its exit status; errors are raised."""
    flag, *words = arguments
    if words and flag in ("--install-completion", "--show-completion"):  # Typer drops them
        raise UsageError(f"{flag} takes no shell: {' '.join(words)}", "run it in the shell that it is for")
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
    """Build the whole command line, with no command imported yet."""
    app = parser.plain_app(cls=Commands, context_settings=parser.SETTINGS, add_completion=True)
    app.callback()(_root)
    return typer.main.get_command(app)


def _print_version(asked: bool) -> None:
    if asked:
        streams.write([f"stancetracker {__version__}\n"])
        raise typer.Exit


def _root(
    data: options.Data = None,
    version: Annotated[
        bool, switch("Print the version.", "--version", is_eager=True, callback=_print_version)
    ] = False,
    debug: Annotated[
        bool, switch("Show a traceback when something fails; goes anywhere.", "--debug")
    ] = False,
) -> None:
    """Track who spoke, what they said, and for whom no public statement was found, as of any day."""


class Commands(parser.Group):
    """The group whose commands are the files of `commands`."""

    examples = ("stancetracker list --silent", "stancetracker help output")

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands."""
        return plugins.names(commands)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Import the command of this name; None when there is none."""
        if cmd_name not in plugins.names(commands):
            return None
        return _made(plugins.load(commands, cmd_name, "command"), cmd_name)

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
def _made(module: Any, name: str) -> Any:
    """Make a command of a module's function, or of its Typer app with commands in it."""
    if isinstance(module.command, typer.Typer):
        made: Any = typer.main.get_group(module.command)
        made.name = name
    else:
        made = parser.as_command(module.command, name)
    made.panel, made.examples = f"For {module.PANEL}", getattr(module, "EXAMPLES", ())
    return made
