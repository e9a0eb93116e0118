"""Whatever texts a dataset holds, every command answers in every format, and no text acts.

The same holds on a terminal, and for the names of data files in a pull request.
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
from tests.commands import REFERRED, TEXT_FORMATS
from tests.datasets import Line, stored, write
from tests.depth import DEEP, PROFILE, mostly_slow, often
from tests.faults.injection import contents
from tests.hostile import invocations, records, screens, texts

from stancetracker.base.text import unobeyed, visible
from stancetracker.ledger.kinds import CLASS_BY_KIND, reach

pytestmark = [
    pytest.mark.filterwarnings("ignore:Generating overly large repr"),
    pytest.mark.extras,
]


@cache
def answering() -> list[invocations.Invocation]:
    """Return the invocations for each dataset: a ninth of them in quick."""
    return invocations.answering(PROFILE == "deep")[:: 9 if PROFILE == "quick" else 1]


def test_every_format_and_kind_is_among_the_invocations() -> None:
    sample, everything = (
        {
            (invocation.arguments[0], invocation.format)
            for invocation in invocations.answering(whole)
        }
        for whole in (False, True)
    )

    assert sample == everything
    assert {form for _, form in everything} - {None} == set(screens.JUDGES)
    assert {*TEXT_FORMATS} <= set(screens.JUDGES)
    assert set(CLASS_BY_KIND) == {line["kind"] for line in records.every_kind()}
    assert set(REFERRED) <= {line.get("id") for line in records.every_kind()}


def test_every_text_field_of_every_kind_is_filled_with_hostile_text() -> None:
    plain = {line["kind"]: line for line in records.plain_dataset()}

    for kind, record_class in CLASS_BY_KIND.items():
        patterns = [field.pattern for field, *_ in records.text_fields(kind)]
        assert bool(patterns) == ('"\\\\S"' in json.dumps(record_class.model_json_schema()))
        assert all(list(reach(plain[kind], pattern)) for pattern in patterns)


def test_every_invocation_answers_a_harmless_dataset(run: Run, data: Path) -> None:
    write(data, records.plain_dataset())

    for invocation in answering():
        status = judged(run, invocation)
        expected = {"serve": {2}, "mcp": {2}, "check": {0, 1}, "fmt": {0, 1}}.get(
            invocation.arguments[0], {0}
        )
        assert status in expected or "parquet" in invocation.arguments, invocation


def judged(run: Run, invocation: invocations.Invocation) -> int:
    """Run a command line, judge what it prints, and return its exit status."""
    status, out, err = run(*invocation.arguments)
    try:
        screens.ended(status, out, err)
        screens.JUDGES[invocation.format or "text"](out)
    except Exception as error:
        error.add_note(" ".join(invocation.arguments))
        raise
    return status


LONGEST: Final = 1_000_000 if DEEP else 100_000
"""The longest text in every field: of a longer one, each command takes seconds."""
NO_TEXT: Final = (".sqlite", ".parquet", ".png")


@pytest.mark.slow
@often(1, 40)
@given(records.hostile_datasets())
@example(records.whole_dataset(1_000))
def test_no_answer_lets_a_hostile_text_act(
    run: Run, cwd: Path, data: Path, lines: list[Line]
) -> None:
    assert_that_nothing_acts(run, cwd, data, lines)


@pytest.mark.slow
def test_no_answer_lets_a_long_hostile_text_act(run: Run, cwd: Path, data: Path) -> None:
    assert_that_nothing_acts(run, cwd, data, records.whole_dataset(LONGEST))


def assert_that_nothing_acts(run: Run, cwd: Path, data: Path, lines: list[Line]) -> None:
    """Ask a dataset of these lines everything, and assert that no answer or file lets one act."""
    write(data, lines)

    for invocation in answering():
        assert judged(run, invocation) != 3
    outputs = [*cwd.glob("site*"), *cwd.glob("export.*")]
    assert outputs or PROFILE == "quick"
    for output in outputs:
        for file in output.rglob("*") if output.is_dir() else [output]:
            if file.is_file() and file.suffix not in NO_TEXT:
                screens.FILES[file.suffix](file.read_bytes().decode())


@often(2, 100)
@given(records.welcome_datasets())
def test_legitimate_texts_are_stored_byte_for_byte(
    run: Run, cwd: Path, data: Path, lines: list[Line]
) -> None:
    lines = [{"recorded": "2026-02-01", **line} for line in lines]
    write(data, lines)
    new = cwd.parent / "new"
    for file in new.glob("*"):
        file.unlink()
    assert 0 == run("check", "-d", "../data")[0]
    *other_lines, last_line = (data / "all.jsonl").read_text(encoding="utf-8").split("\n")[:-1]
    (cwd / "most.jsonl").write_text("\n".join(other_lines), encoding="utf-8")
    (cwd / "last.jsonl").write_text(last_line, encoding="utf-8")
    imported = run("import", "most.jsonl", "-d", str(new))
    added = run("add", "--json", "last.jsonl", "-d", str(new))

    assert (0, 0) == (imported[0], added[0]), (imported, added)
    assert (0, 0) == (run("check", "-d", str(new))[0], run("fmt", "--check", "-d", str(new))[0])
    screens.calm(added[1])
    assert records.canonical(lines) == records.canonical(stored(*new.glob("*.jsonl")))


@pytest.mark.parametrize(
    "arguments, expected",
    [
        (("show", "said"), 0),
        (("show", "\x1b[31m\u202e\x9b"), 2),
        (("list", "--all"), 0),
    ],
)
def test_a_terminal_gets_no_sequence_but_ours(
    on_terminal: OnTerminal, data: Path, arguments: tuple[str, ...], expected: int
) -> None:
    acting = cycle(f"{text} x" for text in texts.ACTING)
    write(data, [records.dressed(line, acting, acting) for line in records.every_kind()])
    status, screen = on_terminal(100, *arguments)

    assert expected == status
    screens.coloured(screen)
    assert re.search(r"\^\[|\\u009b|\\x1b", screen)


INVOCATIONS = [
    invocation
    for invocation in invocations.answering(False)
    if invocation.arguments[0] in {"list", "show", "check", "info"}
][:: 12 if PROFILE == "quick" else 4]
ACTING = (
    "\x1b[31m\n\u202eé\x9b.jsonl",
    "=1+1|<b>[x](https:..evil)@a.jsonl",
    "-rf .jsonl",
    "::##[a.jsonl",
)
linux = pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")


def write_with(data: Path, name: str, content: str) -> None:
    write(data, records.plain_dataset())
    (data / name).write_text(content)


def assert_nothing_answered(run: Run, message: str) -> None:
    for invocation in INVOCATIONS:
        status, out, err = run(*invocation.arguments)
        screens.ended(status, out, err)
        assert invocation.arguments[0] == "check" or (status == 3 and message in err)


@linux
@pytest.mark.parametrize("name", mostly_slow(ACTING))
def test_a_file_name_that_acts_on_a_screen_is_escaped(run: Run, data: Path, name: str) -> None:
    write_with(data, name, '{"kind":"organization","id":"new","name":"N\\u001b"}\n')

    assert all(judged(run, invocation) in {0, 1} for invocation in INVOCATIONS)
    assert unobeyed(f"/{visible(name)}:1:") in run("check", "-d", "../data")[1]
    write_with(data, name, "{}\n")
    assert_nothing_answered(run, unobeyed(f"/{visible(name)}:1:"))


@linux
def test_a_file_name_that_is_not_utf8_is_fatal(run: Run, data: Path) -> None:
    write_with(data, "x\udcff.jsonl", '{"kind":"organization","id":"new","name":"N"}\n')
    before = contents(data)
    message = "x\\udcff.jsonl:1:1: fatal: its name is not UTF-8 [invalid-file-name]"

    assert message in run("check", "-d", "../data")[1]
    assert_nothing_answered(run, message)
    add = ("add", "organization", "--id", "q", "--name", "Q")
    for arguments in (add, ("import", "../data/all.jsonl"), ("fmt",)):
        status, out, err = run(*arguments, "-d", "../data")
        screens.ended(status, out, err)
        assert status in {1, 3}
        assert message in err
        assert arguments[0] == "fmt" or before == contents(data)
