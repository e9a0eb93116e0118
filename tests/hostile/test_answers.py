"""Whatever texts a dataset holds, every command answers in every format, and a text stays a text.

So it is on a terminal, and with the names of data files in a pull request.
"""

import json
import re
import sys
from functools import cache
from itertools import cycle
from pathlib import Path
from typing import Final

import pytest
from hypothesis import example, given
from tests.cli.conftest import OnTerminal, Run
from tests.datasets import Line, stored, write
from tests.depth import PROFILE, often
from tests.faults.injection import contents
from tests.hostile import commands, records, screens, texts

from stancetracker.base import plugins
from stancetracker.base.text import unobeyed, visible
from stancetracker.cli import commands as program_commands
from stancetracker.ledger.kinds import CLASS_BY_KIND, reach
from stancetracker.render import formats

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")


@cache
def answering() -> list[commands.Invocation]:
    """Return what is asked of each dataset: a fifth of what there is, all of it in CI."""
    return commands.answering(PROFILE == "deep")[:: 5 if PROFILE == "quick" else 1]


def test_every_command_format_and_kind_is_tried() -> None:
    some, everything = (
        {(each.arguments[0], each.format) for each in commands.answering(whole)}
        for whole in (False, True)
    )

    assert set(plugins.names(program_commands)) == set(commands.ASKED)
    assert some == everything
    assert {each for _, each in everything} - {None} == set(screens.JUDGES)
    assert set(plugins.names(formats)) - {*commands.PICTURES} <= set(screens.JUDGES)
    assert set(CLASS_BY_KIND) == {line["kind"] for line in records.every_kind()}
    assert set(records.REFERRED) <= {line.get("id") for line in records.every_kind()}


def test_every_text_of_every_kind_is_hostile() -> None:
    plain = {line["kind"]: line for line in records.plain_dataset()}

    for kind, record_class in CLASS_BY_KIND.items():
        found = [field.pattern for field, *_ in records.text_fields(kind)]
        assert bool(found) == ('"\\\\S"' in json.dumps(record_class.model_json_schema()))
        assert [] == [each for each in found if not list(reach(plain[kind], each))]


def test_of_harmless_texts_all_is_answered(run: Run, data: Path) -> None:
    write(data, records.plain_dataset())

    for asked in answering():
        status = judged(run, asked)
        expected = {"serve": {2}, "mcp": {2}, "check": {0, 1}, "fmt": {0, 1}}.get(
            asked.arguments[0], {0}
        )
        assert status in expected or "parquet" in asked.arguments, asked


def judged(run: Run, asked: commands.Invocation) -> int:
    """Run a command line, judge what it prints, and return its exit status."""
    status, out, err = run(*asked.arguments)
    try:
        screens.ended(status, out, err)
        screens.JUDGES[asked.format or "text"](out)
    except Exception as error:
        error.add_note(" ".join(asked.arguments))
        raise
    return status


NO_TEXT: Final = (".sqlite", ".parquet", ".png")


@often(1, 40)
@given(records.hostile_datasets())
@example(records.whole_dataset())
def test_no_text_is_more_than_a_text(run: Run, here: Path, data: Path, lines: list[Line]) -> None:
    write(data, lines)

    for asked in answering():
        assert judged(run, asked) != 3
    for made in (*here.glob("site*"), *here.glob("export.*")):
        for file in made.rglob("*") if made.is_dir() else [made]:
            if file.is_file() and file.suffix not in NO_TEXT:
                screens.FILES[file.suffix](file.read_bytes().decode())


@often(2, 100)
@given(records.welcome_datasets())
def test_welcome_texts_come_back_byte_for_byte(
    run: Run, here: Path, data: Path, lines: list[Line]
) -> None:
    write(data, lines)
    new = here.parent / "new"
    for file in new.glob("*"):
        file.unlink()
    assert 0 == run("check", "-d", "../data")[0]
    *most, last = (data / "all.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    (here / "most.jsonl").write_text("\n".join(most), encoding="utf-8")
    (here / "last.jsonl").write_text(last, encoding="utf-8")
    imported = run("import", "most.jsonl", "-d", str(new))
    added = run("add", "--json", "last.jsonl", "-d", str(new))

    assert (0, 0) == (imported[0], added[0]), (imported, added)
    assert (0, 0) == (run("check", "-d", str(new))[0], run("fmt", "--check", "-d", str(new))[0])
    screens.calm(added[1])
    assert records.canonical(lines) == records.canonical(stored(*new.glob("*.jsonl")))


@pytest.mark.parametrize(
    "arguments, ends",
    [
        (("show", "said"), 0),
        (("show", "\x1b[31m\u202e\x9b"), 2),
        (("list", "--all", "--actors", "any"), 0),
    ],
)
def test_a_terminal_gets_no_sequence_but_ours(
    on_terminal: OnTerminal, data: Path, arguments: tuple[str, ...], ends: int
) -> None:
    acting = cycle(f"{text} x" for text in texts.ACTING)
    write(data, [records.dressed(line, acting, acting) for line in records.every_kind()])
    status, shown = on_terminal(100, *arguments)

    assert ends == status
    screens.coloured(shown)
    assert re.search(r"\^\[|\\u009b|\\x1b", shown)


ASKING = [
    asked
    for asked in commands.answering(False)
    if asked.arguments[0] in {"list", "show", "check", "info"}
][:: 12 if PROFILE == "quick" else 4]
ACTING = (
    "\x1b[31m\n\u202eé\x9b.jsonl",
    "=1+1|<b>[x](https:..evil)@a.jsonl",
    "-rf .jsonl",
    "::##[a.jsonl",
)
linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")


def put(data: Path, name: str, content: str) -> None:
    write(data, records.plain_dataset())
    (data / name).write_text(content)


def nothing_is_answered(run: Run, told: str) -> None:
    for asked in ASKING:
        status, out, err = run(*asked.arguments)
        screens.ended(status, out, err)
        assert asked.arguments[0] == "check" or (status == 3 and told in err)


@linux
@pytest.mark.parametrize("name", ACTING)
def test_a_name_that_acts_on_a_screen_is_shown_as_escapes(run: Run, data: Path, name: str) -> None:
    put(data, name, '{"kind":"organization","id":"new","name":"N\\u001b"}\n')

    assert all(judged(run, asked) in {0, 1} for asked in ASKING)
    assert unobeyed(f"/{visible(name)}:1:") in run("check", "-d", "../data")[1]
    put(data, name, "{}\n")
    nothing_is_answered(run, unobeyed(f"/{visible(name)}:1:"))


@linux
def test_a_name_that_is_not_utf8_is_told_and_nothing_is_answered(run: Run, data: Path) -> None:
    put(data, "x\udcff.jsonl", '{"kind":"organization","id":"new","name":"N"}\n')
    before = contents(data)
    told = "x\\udcff.jsonl:1:1: fatal: its name is not UTF-8 [invalid-file-name]"

    assert told in run("check", "-d", "../data")[1]
    nothing_is_answered(run, told)
    add = ("add", "organization", "--id", "q", "--name", "Q")
    for arguments in (add, ("import", "../data/all.jsonl"), ("fmt",)):
        status, out, err = run(*arguments, "-d", "../data")
        screens.ended(status, out, err)
        assert status in {1, 3}
        assert told in err
        assert arguments[0] == "fmt" or before == contents(data)
