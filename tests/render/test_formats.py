"""A format is a file."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import stancetracker
from stancetracker.base import plugins
from stancetracker.base.errors import UnknownNameError
from stancetracker.render import formats


@pytest.mark.parametrize("name", plugins.names(formats))
def test_every_format_says_what_it_is(name: str) -> None:
    module = plugins.load(formats, name, "format")

    assert module.EXTENSIONS
    assert callable(module.render)
    assert 10 < len(plugins.about(formats, name, "format")) <= 72


def test_the_formats() -> None:
    assert {"csv", "html", "id", "json", "jsonl", "md", "plain", "table", "tsv"} <= set(
        plugins.names(formats)
    )
    assert plugins.starting(formats, "js") == ["json", "jsonl"]


def test_no_ending_belongs_to_two_formats() -> None:
    endings = [
        ending
        for name in plugins.names(formats)
        for ending in plugins.load(formats, name, "format").EXTENSIONS
    ]

    assert len(endings) == len(set(endings))


@pytest.mark.parametrize(("name", "hint"), [("jsn", "did you mean json"), ("??", "one of csv, html")])
def test_an_unknown_format_is_named(name: str, hint: str) -> None:
    with pytest.raises(UnknownNameError) as caught:
        plugins.load(formats, name, "format")

    assert hint in str(caught.value.hint)


def test_adding_a_file_is_enough(tmp_path: Path) -> None:
    """A new format in a folder, and a command that prints a report."""
    (tmp_path / "formats").mkdir()
    (tmp_path / "commands").mkdir()
    (tmp_path / "formats/shout.py").write_text(
        '"""Loud text."""\nEXTENSIONS = ("loud",)\n\n\n'
        "def render(report, section, look):\n    for row in section.rows:\n"
        "        yield row['id'].upper() + '!\\n'\n"
    )
    (tmp_path / "commands/say.py").write_text(
        textwrap.dedent(
            """
            from stancetracker.cli import options
            from stancetracker.cli.output import emit
            from stancetracker.reports.table import Report, Section
            PANEL = "everyone"
            def command(output: options.Output) -> None:
                "Say something."
                emit(Report("", "", (Section("s", ("id",), ({"id": "hello"},)),)), output)
            """
        )
    )
    script = textwrap.dedent(
        f"""
        import stancetracker.render.formats, stancetracker.cli.commands
        stancetracker.render.formats.__path__.append({str(tmp_path / "formats")!r})
        stancetracker.cli.commands.__path__.append({str(tmp_path / "commands")!r})
        from stancetracker.cli.app import main
        for words in ("say -f shout", "say -o x.loud", "help formats", "help output", "say -f shot"):
            main(words.split())
        """
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script],
        capture_output=True,
        encoding="utf-8",
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(stancetracker.__file__).parents[1]), "PATH": ""},
    )

    assert done.stdout.startswith("HELLO!\n")
    assert "  shout  Loud text.\n" in done.stdout
    assert ", shout, table" in " ".join(done.stdout.split())  # the help of -f
    assert (tmp_path / "x.loud").read_text() == "HELLO!\n"
    assert "hint: did you mean shout?" in done.stderr
