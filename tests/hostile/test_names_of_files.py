"""Names of data files in a pull request: shown escaped, or reported where they are not text."""

import sys
from pathlib import Path

import pytest
from tests.cli.conftest import Run
from tests.datasets import write
from tests.depth import PROFILE
from tests.faults.injection import contents
from tests.hostile import commands, records, screens

from stancetracker.base.text import unobeyed, visible

ASKING = [
    asked for asked in commands.answering(False) if asked.arguments[0] in {"list", "show", "check", "info"}
][:: 12 if PROFILE == "quick" else 4]
ACTING = ("\x1b[31m\n\u202eé\x9b.jsonl", "=1+1|<b>[x](https:..evil)@a.jsonl", "-rf .jsonl", "::##[a.jsonl")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")


def put(here: Path, name: str, content: str) -> Path:
    data = write(here.parent / "data", records.plain_dataset()).path
    (data / name).write_text(content)
    return data


def nothing_is_answered(run: Run, told: str) -> None:
    for asked in ASKING:
        status, out, err = run(*asked.arguments)
        screens.ended(status, out, err)
        assert asked.arguments[0] == "check" or (status == 3 and told in err)


@pytest.mark.parametrize("name", ACTING)
def test_a_name_that_acts_on_a_screen_is_shown_as_escapes(run: Run, here: Path, name: str) -> None:
    put(here, name, '{"kind":"organization","id":"new","name":"N\\u001b"}\n')

    for asked in ASKING:
        status, out, err = run(*asked.arguments)
        screens.ended(status, out, err)
        screens.JUDGES[asked.format or "text"](out)
        assert status in {0, 1}
    assert unobeyed(f"/{visible(name)}:1:") in run("check", "-d", "../data")[1]
    put(here, name, "{}\n")
    nothing_is_answered(run, unobeyed(f"/{visible(name)}:1:"))


def test_a_name_that_is_not_utf8_is_told_and_nothing_is_answered(run: Run, here: Path) -> None:
    data = put(here, "x\udcff.jsonl", '{"kind":"organization","id":"new","name":"N"}\n')
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
