"""Whatever texts a dataset holds, every command answers in every format, and a text stays a text."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from hypothesis import example, given
from tests.cli.conftest import Run
from tests.datasets import Line, write
from tests.depth import PROFILE, often
from tests.hostile import commands, records, screens

from stancetracker.base import plugins
from stancetracker.cli import commands as program_commands
from stancetracker.ledger.kinds import CLASS_BY_KIND, reach
from stancetracker.render import formats

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")


@cache
def answering() -> list[commands.Invocation]:
    """Return what is asked of each hostile dataset: a fifth of what there is, all of it in CI."""
    return commands.answering(PROFILE == "deep")[:: 5 if PROFILE == "quick" else 1]


def test_every_command_format_and_kind_is_tried() -> None:
    some, everything = (
        {(each.arguments[0], each.format) for each in commands.answering(whole)} for whole in (False, True)
    )

    assert set(plugins.names(program_commands)) == set(commands.ASKED)
    assert some == everything
    assert {each for _, each in everything} - {None} == set(screens.JUDGES)
    assert set(plugins.names(formats)) - {*commands.PICTURES} <= set(screens.JUDGES)
    assert set(CLASS_BY_KIND) == {line["kind"] for line in records.every_kind()}
    assert set(records.REFERRED) <= {line.get("id") for line in records.every_kind()}


def test_every_text_of_every_kind_is_hostile() -> None:
    plain = {line["kind"]: line for line in records.plain_dataset()}
    schemas = {kind: json.dumps(CLASS_BY_KIND[kind].model_json_schema()) for kind in CLASS_BY_KIND}

    for kind, record_class in CLASS_BY_KIND.items():
        fields = list(records.text_fields(record_class))
        assert bool(fields) == ('"\\\\S"' in schemas[kind])
        for field in fields:
            assert kind == "petition" or list(reach(plain[kind], field.pattern)), (kind, field.pattern)


def test_of_harmless_texts_all_is_answered(run: Run, here: Path) -> None:
    write(here.parent / "data", records.plain_dataset())

    for asked in commands.answering(False):
        status, out, err = run(*asked.arguments)
        expected = {"serve": {2}, "mcp": {2}, "check": {0, 1}, "fmt": {0, 1}}.get(asked.arguments[0], {0})
        assert status in expected or "parquet" in asked.arguments, (asked, err)
        judged(asked, out)


def judged(asked: commands.Invocation, out: str) -> None:
    try:
        screens.JUDGES[asked.format or "text"](out)
    except Exception as error:
        error.add_note(" ".join(asked.arguments))
        raise


@often(1, 40)
@given(records.hostile_datasets())
@example(records.whole_dataset())
def test_no_text_is_more_than_a_text(run: Run, here: Path, lines: list[Line]) -> None:
    write(here.parent / "data", lines)

    for asked in answering():
        status, out, err = run(*asked.arguments)
        screens.ended(status, out, err)
        assert status != 3
        judged(asked, out)
    for file in published(here):
        screens.FILES[file.suffix](file.read_bytes().decode())


NO_TEXT: Final = (".sqlite", ".parquet", ".png")


def published(here: Path) -> Iterator[Path]:
    """Yield the text files of the site and the exports."""
    for made in (*here.glob("site*"), *here.glob("export.*")):
        files = made.rglob("*") if made.is_dir() else [made]
        yield from (file for file in files if file.is_file() and file.suffix not in NO_TEXT)


@often(2, 100)
@given(records.welcome_datasets())
def test_welcome_texts_are_imported_added_and_read_byte_for_byte(
    run: Run, here: Path, lines: list[Line]
) -> None:
    data = write(here.parent / "data", lines).path / "all.jsonl"
    new = here.parent / "new"
    for file in new.glob("*"):
        file.unlink()
    assert 0 == run("check", "-d", "../data")[0]
    *most, last = data.read_text(encoding="utf-8").split("\n")[:-1]
    (here / "most.jsonl").write_text("\n".join(most), encoding="utf-8")
    (here / "last.jsonl").write_text(last, encoding="utf-8")
    imported = run("import", "most.jsonl", "-d", str(new))
    added = run("add", "--json", "last.jsonl", "-d", str(new))

    assert (0, 0) == (imported[0], added[0]), (imported, added)
    assert (0, 0) == (run("check", "-d", str(new))[0], run("fmt", "--check", "-d", str(new))[0])
    screens.calm(added[1])
    written = [
        json.loads(line) for file in new.glob("*.jsonl") for line in file.read_text("utf-8").splitlines()
    ]
    assert sorted(map(canonical, lines)) == sorted(map(canonical, written))


def canonical(line: Line) -> str:
    return json.dumps({name: value for name, value in line.items() if value != []}, sort_keys=True)
