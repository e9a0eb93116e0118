"""Generate the docs from the code, or check that they are what the code says.

    python -m tools.docs [--check]

Pages under docs/ and schemas under schema/ are written whole. In README and CONTRIBUTING each
`console` block is run on a terminal of its own, in the shipped dataset, and its output put under
its commands. The repository's address and version are put into the files that hold them.
"""

import atexit
import difflib
import errno
import fcntl
import importlib
import json
import os
import pkgutil
import pty
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import NoneType
from typing import Final, get_args, get_type_hints

from stancetracker import Ledger, load, reports
from stancetracker.addons.tables import mapping
from stancetracker.addons.tables.values import Value
from stancetracker.base import plugins
from stancetracker.cli import commands
from stancetracker.contribute.check import rules
from stancetracker.contribute.document import Form
from stancetracker.index import schema
from stancetracker.index.queries import LIST_COLUMNS, Standing
from stancetracker.ledger.kinds import CLASS_BY_KIND, json_schema
from stancetracker.reports import catalogue
from stancetracker.reports.table import Section, public_columns
from tools import address, records

ROOT: Final = Path(__file__).resolve().parents[1]
TODAY: Final = "2026-11-25"
ISSUE: Final = "minneapolis"
WIDTH: Final = 100
HEIGHT: Final = 50
WITH_EXAMPLES: Final = (
    "README.md",
    "CONTRIBUTING.md",
    "docs/evidence.md",
    "docs/standing.md",
    "docs/twelve-questions.md",
)
FIRST_LINES: Final = {"docs/twelve-questions.md": 12}
"""How many lines of each answer a page shows; all of them where none is given."""
OTHER_ANSWERS: Final = (
    "changes --as-of 2026-01-25..2026-01-26",
    "check",
    f"cite {ISSUE}",
    f"due --as-of {TODAY}",
    "info",
    "search ice",
)
"""Commands other than reports whose rows have keys of their own."""
CUT: Final = "…"
_BLOCK: Final = re.compile(r"^( *)```console\n(.*?)^\1```$", re.DOTALL | re.MULTILINE)
_COMMAND: Final = re.compile(r"^\$ (?:.*\\\n)*.*$", re.MULTILINE)
_MADE: Final = "<!-- Made by `python -m tools.docs`; do not edit. -->\n\n"
_ABOUT_TYPES: Final = (
    "A key has the same type in every answer and format. A missing value is\n"
    "null in JSON and an empty cell in CSV and TSV. Days are texts such as `2026-01-26`, and a\n"
    "`date` is as recorded, perhaps `2026-01` or `../2026-01-26`. In a cell with several values,\n"
    "ids have a space between them; texts, and the ids in `issues`, a semicolon and a space. All\n"
    "keys are texts but these:\n"
)
_NAMES_OF_TYPES: Final = {int: "whole numbers", float: "numbers", bool: "`true` or `false`"}
_ABOUT_QUERIES: Final = (
    "The keys of `query` are the columns that it selects; SQL has 1 and 0 for `true` and `false`.\n"
    "`stancetracker schema sql standing` explains the columns of a view.\n"
)
_COLUMNS_OF_SITES: Final = (
    "The `index.csv` and `index.json` of an issue on a site have the keys of `list` without\n"
    "`as_of`, `known_by`, `audience`, `data_version` and `stale`, so that the files stay as they\n"
    "are while nothing in them changes. What is due for a recheck depends on the day; `earliest`\n"
    "is that of the last check. The foot of the page states the version of its records.\n"
)


def pages() -> dict[str, str]:
    """Return every generated file: its path from the root, and its text.

    The text is empty for a file that nothing generates any more.
    """
    files = [*(ROOT / "schema").glob("*.json"), *(ROOT / "docs").rglob("*.md")]
    generated_before = [
        path
        for path in files
        if path.suffix == ".json" or _MADE in path.read_text(encoding="utf-8")
    ]
    texts = {
        **{path.relative_to(ROOT).as_posix(): "" for path in generated_before},
        "docs/checks.md": _checks(),
        "docs/commands.md": _commands(),
        **{f"docs/commands/{name}.md": _command(name) for name in plugins.names(commands)},
        "docs/columns.md": _columns(),
        "docs/mapping.md": _mapping(),
        "docs/records.md": records.page(_MADE),
        "schema/record.json": _json_schema(None),
        **{f"schema/{kind}.json": _json_schema(kind) for kind in CLASS_BY_KIND},
    }
    for name in WITH_EXAMPLES:
        if (ROOT / name).exists():
            texts[name] = _with_outputs(_read(name), FIRST_LINES.get(name))
    return texts


def _read(name: str) -> str:
    path = ROOT / name
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _json_schema(kind: str | None) -> str:
    return json.dumps(json_schema(kind), indent=2, ensure_ascii=False) + "\n"


def _checks() -> str:
    lines = [
        "# What `check` finds\n",
        "`fatal`: nothing is answered. `error`: `check` exits 1. "
        "`notice`: only `check --strict` exits 1.\n",
    ]
    for rule in rules():
        lines.append(f"## `{rule.code}` ({rule.severity})\n\n{rule.title}.\n")
        if rule.explanation:
            lines.append(f"{_paragraphs(rule.explanation)}\n")
    return _MADE + "\n".join(lines)


def _paragraphs(explanation: str) -> str:
    """Return an explanation as Markdown: records as code, wrong and right ones apart."""
    apart = re.sub(r"\n(?=wrong: |right: )", "\n\n", explanation.strip())
    return re.sub(r"^(?=\{)", "    ", apart, flags=re.MULTILINE)


def _commands() -> str:
    """Return the list of commands, each with a page of its own."""
    helps = _run("stancetracker --help", WIDTH)
    rows = [
        f"| [{name}](commands/{name}.md) | {_description(helps, name)} |\n"
        for name in sorted(plugins.names(commands))
    ]
    return f"{_MADE}# Commands\n\n| command | what it does |\n|---|---|\n{''.join(rows)}"


def _description(helps: str, name: str) -> str:
    """Return the one line, perhaps wrapped, that describes a command in the help."""
    line = re.search(rf"^  {name} +(.*(?:\n {{6,}}.*)*)$", helps, flags=re.MULTILINE)
    return " ".join(line[1].split()) if line else ""


def _command(name: str) -> str:
    parts = [f"# stancetracker {name}\n"]
    for words in (name, *(f"{name} {kind}" for kind in CLASS_BY_KIND if name == "add")):
        text = _run(f"stancetracker {words} --help", WIDTH).rstrip()
        heading = f"## {words}\n\n" if words != name else ""
        parts.append(f"{heading}```text\n{text}\n```\n")
    parts.append("[All commands](../commands.md)\n")
    return _MADE + "\n".join(parts)


def _columns() -> str:
    """Return the keys of every answer."""
    ledger = load(ROOT / "data", cache=_home())
    lines = [
        "# Columns and keys\n",
        _ABOUT_TYPES,
        *_types(),
        f"\n{_ABOUT_QUERIES}",
        "## list\n\n| key | |\n|---|---|",
        *_meanings(),
        f"\n{_COLUMNS_OF_SITES}",
    ]
    for name in plugins.names(catalogue):
        lines += _keys_of_report(ledger, name)
    lines.append("\n## Replies and corrections, in every report that has them\n")
    speech = ledger.report("speech", issue=ISSUE, as_of=TODAY)
    for section in filter(_is_shared, speech.sections):
        lines += _keys_of_section(section)
    for command in OTHER_ANSWERS:
        rows = json.loads(_run(f"stancetracker {command} --json 2> {os.devnull}", WIDTH))
        lines += _keys(f"\n## {command.split()[0]}\n", rows[0])
    return _MADE + "\n".join([*lines, *_keys_of_show()]) + "\n"


def types_by_key() -> dict[str, set[type]]:
    """Return the types that a key has in the rows of all answers, without those that have any."""
    types = defaultdict[str, set[type]](set)
    for row_class in _row_classes():
        hints = get_type_hints(row_class)
        for key in public_columns(row_class):
            types[key] |= set(get_args(hints[key]) or [hints[key]]) - {NoneType}
    del types["value"]  # of a field or a fact
    return types


def _row_classes() -> Iterator[type]:
    """Yield the classes of the rows that answers have."""
    for module in pkgutil.walk_packages(reports.__path__, f"{reports.__name__}."):
        for name, value in vars(importlib.import_module(module.name)).items():
            is_row = name.endswith("Row") or name == Standing.__name__
            if is_row and isinstance(value, type) and issubclass(value, tuple):
                yield value


def _types() -> Iterator[str]:
    """Yield which keys are no texts."""
    types = types_by_key()
    for type, words in _NAMES_OF_TYPES.items():
        keys = sorted(f"`{key}`" for key, types_of_key in types.items() if types_of_key == {type})
        yield f"- {words}: {', '.join(keys)}"


def _meanings() -> Iterator[str]:
    """Yield the keys of `list`, each with what it means."""
    descriptions = schema.described()["standing"].columns
    for key in LIST_COLUMNS:
        meaning = re.sub(r"^1 if ", "true if ", descriptions[key])
        yield f"| `{key}` | {meaning} |"


def _keys(heading: str, columns: Iterable[str]) -> list[str]:
    return [heading, *(f"- `{column}`" for column in columns)]


def _keys_of_report(ledger: Ledger, name: str) -> Iterator[str]:
    """Yield the keys of a report, of each of its own sections, and with each of its options."""
    report = ledger.report(name, issue=ISSUE, as_of=TODAY)
    main = report.section(None)
    description = plugins.description(catalogue, name, "report")
    yield from _keys(f"\n## report {name}\n\n{description}\n", main.columns)
    for section in report.sections:
        if section != main and not _is_shared(section):
            yield from _keys_of_section(section)
    for option in getattr(plugins.load(catalogue, name, "report"), "OPTIONS", ()):
        report = ledger.report(name, [option], issue=ISSUE, as_of=TODAY)
        yield from _keys(f"\nWith `--{option}`:\n", report.section(None).columns)


def _keys_of_section(section: Section) -> list[str]:
    return _keys(f"\n`--section {section.name}`:\n", section.columns)


def _is_shared(section: Section) -> bool:
    return section.name in ("reply", "correction")


def _mapping() -> str:
    """Return the keys of a mapping file."""
    forms: dict[str, type[Form]] = {
        "The file": mapping.Mapping,
        "`[table]`": mapping.Dialect,
        "`[[panel]]`": mapping.Panel,
        "`[versions]`": mapping.Versions,
        "`[actors.NAME]`, besides the fields of a person or organization": mapping.Actor,
        "`[[row]]`, besides the fields of its kind": mapping.Row,
        "`[[skip]]`": mapping.Skip,
        "A value": Value,
    }
    parts = [f"{_MADE}# Keys of a mapping\n\n[importing.md](importing.md) explains them.\n"]
    for title, form in forms.items():
        rows = "".join(
            f"| `{key}` | {field.description} |\n"
            for key, field in form.model_fields.items()
            if field.description
        )
        parts.append(f"## {title}\n\n| key | |\n|---|---|\n{rows}")
    return "\n".join(parts)


def _keys_of_show() -> list[str]:
    person = json.loads(_run("stancetracker show jeff-dean --json", WIDTH))
    [standing] = person["standings"]
    parts = (
        ("\n## show\n\n`show X --json` is one object, for whatever is shown:\n", person),
        (
            "\nEach of `standings`, whose `evidence` is an object, or null where nobody checked:\n",
            standing,
        ),
        ("\n`evidence`, and each of `also_on_record` and `not_counted`:\n", standing["evidence"]),
        ("\nEach of their `sources`:\n", standing["evidence"]["sources"][0]),
    )
    return [line for heading, keys in parts for line in _keys(heading, keys)]


def _with_outputs(page: str, first_lines: int | None) -> str:
    """Return a page with the output of each command in its console blocks, or its first lines."""

    def run_block(block: re.Match[str]) -> str:
        commands = _COMMAND.findall(textwrap.dedent(block[2]))
        answers = (f"{command}\n{_output(command[2:], first_lines)}" for command in commands)
        text = "\n".join(answers)
        return textwrap.indent(f"```console\n{text}\n```", block[1])

    return _BLOCK.sub(run_block, page)


def _output(command: str, first_lines: int | None) -> str:
    """Return what a command prints, cut after some lines; a line more is shown whole."""
    lines = _run(command, WIDTH).rstrip().splitlines()
    if first_lines is not None and len(lines) > first_lines + 1:
        lines = [*lines[:first_lines], CUT]
    return "\n".join(lines)


def _run(command: str, width: int) -> str:
    """Return what a command of this checkout prints on a terminal of this width."""
    reading_end, terminal = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", HEIGHT, width, 0, 0))
    shell = subprocess.Popen(
        ["bash", "-c", command],
        cwd=ROOT,
        env=_environment(_home()),
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
    )
    os.close(terminal)
    text = b"".join(_read_all(reading_end)).decode()
    os.close(reading_end)
    shell.wait()
    return text.replace("\r\n", "\n")


@cache
def _home() -> str:
    """Make a home for all commands, with the program in it: they share one index."""
    home = tempfile.mkdtemp()
    atexit.register(shutil.rmtree, home)
    program = Path(home, "bin", "stancetracker")
    program.parent.mkdir()
    program.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -m stancetracker "$@"\n', encoding="utf-8"
    )
    program.chmod(0o700)
    return home


def _environment(home: str) -> Mapping[str, str]:
    return {
        "HOME": home,
        "PATH": f"{home}/bin{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT / "src"),
        "NO_COLOR": "1",
        "STANCETRACKER_TODAY": TODAY,
        "LC_ALL": "C.UTF-8",
    }


def _read_all(terminal: int) -> Iterator[bytes]:
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError as error:
            if error.errno != errno.EIO:  # EIO: the other side has closed
                raise
            return
        if not piece:
            return
        yield piece


def _differences(texts: Mapping[str, str]) -> Iterator[str]:
    for name, text in texts.items():
        yield from difflib.unified_diff(
            _read(name).splitlines(keepends=True),
            text.splitlines(keepends=True),
            name,
            f"{name} (generated)",
        )


def main(arguments: list[str]) -> int:
    """Write the docs, or with --check print where they differ and return 1."""
    if arguments == ["--check"]:
        differences = list(_differences(address.filled(ROOT) | pages()))
        sys.stderr.writelines(differences)
        return int(bool(differences))
    _write(address.filled(ROOT))  # first, as the examples name the version of the data
    _write(pages())
    return 0


def _write(texts: Mapping[str, str]) -> None:
    """Write files, and remove those whose text is empty."""
    for name, text in texts.items():
        (ROOT / name).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / name).write_text(text, encoding="utf-8")
        if not text:
            (ROOT / name).unlink()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
