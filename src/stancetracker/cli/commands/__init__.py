'''The commands, a file each. Adding the file is enough: help, completion, docs and tests follow.

The file's name is the command (`import_` is `import`), PANEL its place in the help, EXAMPLES end
its help and are run by the tests, and the docstring of its function `command` is the one-line help.
The function takes groups of flags (`options`) and parameters of its own (`option`, `switch`,
`argument`); `parser` spreads each group:

    """`stancetracker list`: one row per actor and issue."""

    PANEL = "researchers"
    EXAMPLES = ("stancetracker list --silent",)

    def command(flags: options.QuestionFlags, output: options.Output) -> None:
        """List who spoke, for whom none was found, and whom nobody looked for."""
        output.emit(flags.report(listing))

A flag belongs to one group only. Heavy modules are imported inside the function.
'''

ADDONS = "commands"
