"""Any command line gets an answer or one clear refusal, and reading changes no byte of the data."""

import re
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from tests.cli.conftest import Run
from tests.commands import EVERYTHING, REFERRED, leaves
from tests.datasets import write
from tests.depth import often
from tests.faults.injection import contents
from tests.hostile import records, screens, texts
from tests.index.test_sandbox import NOT_RUN, REFUSED

pytestmark = [
    pytest.mark.filterwarnings("ignore:Generating overly large repr"),
    pytest.mark.extras,
]
LEAVES = dict(leaves())
WRITING = frozenset({"add", "import", "fmt"})
# Numbers that Python, SQLite and people read in different ways.
NUMBERS: Final = (
    "-1",
    "0",
    "1",
    "1_0",
    "٣",
    "1e3",
    "0x10",
    "9" * 30,
    "9" * 5000,
    " 1",
    "1.5",
    "nan",
    "--1",
)
DAYS: Final = (
    *("2026-01-09", "2026-01", "today", "yesterday", "0001-01-01", "9999-12-31", "2026-02-30"),
    *("2026-01-09..2026-01-20", "..", "..2026-01-01", "2026-01-01..", "-1", "+1", "HEAD", "HEAD~1"),
    *("--output=x", "-n1", "main:data", "@{0}", "^"),
)
WORDS: Final = (
    *(
        '"',
        '""',
        "*",
        "a*",
        "^a",
        "a AND b",
        "NEAR(a b)",
        "a OR",
        "NOT",
        "col:a",
        "{a b}:c",
        "-a",
        "+a",
    ),
    "a''b",
    *(
        "()",
        "C++",
        "don't",
        "SB-1047",
        "%",
        "_",
        "\\",
        "\u0301",
        "ﬁ",
        "\u200d",
        "* *",
        '"a',
        "\U0001f600",
    ),
    *("a" * 3000, "a " * 500),
)
SQL: Final = (
    *EVERYTHING,
    *(text for text, _ in REFUSED),
    *(text for text in NOT_RUN if "\0" not in text),
    *(
        "SELECT 1;",
        "",
        ";",
        "SELECT",
        "SÉLECT 1",
        "SELECT NULL",
        "EXPLAIN SELECT 1",
        "SELECT 1 AS a, 2 AS a",
    ),
    *("SELECT 1 AS '\x1b[31m'", 'SELECT "\u202e"', "SELECT 1 AS [a\nb]", "SELECT 1 -- \x1b[31m"),
    "SELECT '\ufeff'",
    "SELECT printf('%999999999d', 1)",
    "SELECT replace(hex(zeroblob(1000000)), '0', hex(zeroblob(1000)))",
    "SELECT char(0), char(55296), x'ff00', 1e999, -1e999, 9223372036854775807 + 1",
    "SELECT * FROM sqlite_schema",
    *(f"SELECT {'(' * 200}1{')' * 200}", f"SELECT {'1+' * 500}1", f"SELECT {'1,' * 3000}1"),
    f"SELECT '{'x' * 99_000}'",
    f"SELECT 'a' GLOB '{'*' * 900}'",
    f"SELECT like('{'%' * 2000}', 'x')",
)
KNOWN: Final = (
    *REFERRED,
    *("bo", "favor", "speech", "any", "json", "table", "person", "silence", "summary", "Name"),
    "https://example.org/news",
)
HALVES: Final = ("\ud800", "\udcff", "a\udcffb")

ANY: Final[SearchStrategy[str]] = st.one_of(
    texts.hostile,
    *map(st.sampled_from, (KNOWN, DAYS, NUMBERS, WORDS, SQL, HALVES)),
    st.sampled_from(("", " ", "-", "--", "\n", "\x1b[31m", "-h")),
)


def _inside(text: str) -> str:
    """Return the text as a name in the current folder."""
    name = text.replace("/", "\u2215").replace("\0", "")
    return f"x{name}" if name.startswith((".", "~")) else name


def _value(param: Any) -> SearchStrategy[str]:
    """Return values for an option or argument, valid about as often as not."""
    metavar = str(getattr(param, "metavar", None) or param.name).lower()
    if re.search(r"dir|file|path|map\.toml|folder|output|rejects", metavar):
        return ANY.map(_inside) | st.sampled_from(
            ("../data", "all.jsonl", "../data/all.jsonl", "nowhere")
        )
    if choices := getattr(param.type, "choices", None):
        return st.sampled_from([str(choice) for choice in choices]) | ANY
    fitting = {"sql": SQL, "text": WORDS, "d": DAYS, "n": NUMBERS}
    fitting_values = fitting.get(param.name) or fitting.get(metavar[:1])
    return ANY | st.sampled_from(fitting_values) if fitting_values else ANY


@st.composite
def option_words(draw: DrawFn, param: Any) -> list[str]:
    """Draw one of the names of an option, and a value unless it is a switch."""
    flag = draw(st.sampled_from(param.opts))
    if getattr(param, "is_flag", False):
        return [flag]
    if flag.startswith("--") and draw(st.booleans()):
        return [f"{flag}={draw(_value(param))}"]
    return [flag, draw(_value(param))]


@st.composite
def command_lines(draw: DrawFn, command: Any) -> list[str]:
    """Draw some options of a command, most often the arguments it requires, and seldom more."""
    words: list[str] = []
    options = [param for param in command.params if param.param_type_name == "option"]
    chosen = st.lists(st.sampled_from(options), max_size=4, unique=True) if options else st.just([])
    for param in draw(chosen):
        if getattr(param, "is_eager", False) or "--help" in param.opts:
            continue
        words += draw(option_words(param))
    required = [param for param in command.params if param.param_type_name == "argument"]
    values = [draw(_value(param)) for param in required if draw(st.integers(0, 9))]
    if not draw(st.integers(0, 4)):
        values.append(draw(ANY | st.just("x" * 300)))
    if draw(st.booleans()):
        return [*words, *values]
    return [*words, *(["--"] if values else []), *values]


def fresh_dataset(data: Path) -> Path:
    shutil.rmtree(data, ignore_errors=True)
    return write(data, records.plain_dataset()).path


@pytest.fixture
def busy() -> Iterator[str]:
    """Occupy a port, so that `serve` returns."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield str(listener.getsockname()[1])


@often(1, 150)
@given(st.fixed_dictionaries({words: command_lines(command) for words, command in LEAVES.items()}))
def test_every_command_line_gets_an_answer_or_one_refusal(
    run: Run,
    cwd: Path,
    busy: str,
    monkeypatch: pytest.MonkeyPatch,
    command_lines: dict[tuple[str, ...], list[str]],
) -> None:
    data = fresh_dataset(cwd.parent / "data")
    monkeypatch.setenv("STANCETRACKER_DATA", str(data))
    before = contents(data)
    for words, arguments in command_lines.items():
        # Without these a command would not end, or would fetch pages.
        ending = {"serve": ("--port", busy), "mcp": ("one-too-many",), "archive": ("-n",)}.get(
            words[0], ()
        )
        # After the end of options there is none.
        line = (*words, *ending, *arguments) if "--" in arguments else (*words, *arguments, *ending)
        try:
            status, out, err = run(*line)
            screens.ended(status, out, err)
            screens.calm(out, "\n\t\r")
            if words[0] in WRITING:
                assert status == 0 or before == contents(data)
                assert run("check")[0] == 0
            else:
                assert before == contents(data)
        except AssertionError as error:
            error.add_note(repr(line))
            raise
        if words[0] in WRITING:
            fresh_dataset(data)
