"""Draw command lines with hostile values for every option that the program lists."""

from typing import Any, Final

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from tests.hostile import texts
from tests.hostile.records import REFERRED
from tests.index.test_sandbox import NOT_RUN, REFUSED

from stancetracker.index import sandbox

# Numbers as they are typed, which Python, SQLite and people read in different ways.
_NUMBERS: Final = ("-1", "0", "1", "1_0", "٣", "1e3", "0x10", "9" * 30, "9" * 5000, " 1", "1.5", "nan", "--1")
_DAYS: Final = (
    *("2026-01-09", "2026-01", "today", "yesterday", "0001-01-01", "9999-12-31", "2026-02-30"),
    *("2026-01-09..2026-01-20", "..", "..2026-01-01", "2026-01-01..", "-1", "+1", "HEAD", "HEAD~1"),
    *("--output=x", "-n1", "main:data", "@{0}", "^"),
)
_WORDS: Final = (
    *('"', '""', "*", "a*", "^a", "a AND b", "NEAR(a b)", "a OR", "NOT", "col:a", "{a b}:c", "-a", "+a"),
    "a''b",
    *("()", "C++", "don't", "SB-1047", "%", "_", "\\", "\u0301", "ﬁ", "\u200d", "* *", '"a', "\U0001f600"),
    *("a" * 3000, "a " * 500),
)
_SQL: Final = (
    *(f"SELECT * FROM {name}" for name in (*sandbox.written(), "statement_all", "silence_actors")),
    *(text for text, _ in REFUSED),
    *NOT_RUN,
    *("SELECT 1;", "", ";", "SELECT", "SÉLECT 1", "SELECT NULL", "EXPLAIN SELECT 1", "SELECT 1 AS a, 2 AS a"),
    *(
        "SELECT 1 AS '\x1b[31m'",
        'SELECT "\u202e"',
        "SELECT 1 AS [a\nb]",
        "SELECT 1 -- \x1b[31m",
        "SELECT '\ufeff'",
    ),
    "SELECT printf('%999999999d', 1)",
    "SELECT replace(hex(zeroblob(1000000)), '0', hex(zeroblob(1000)))",
    "SELECT char(0), char(55296), x'ff00', 1e999, -1e999, 9223372036854775807 + 1",
    "SELECT * FROM sqlite_schema",
    *(f"SELECT {'(' * 200}1{')' * 200}", f"SELECT {'1+' * 500}1", f"SELECT {'1,' * 3000}1"),
    f"SELECT '{'x' * 99_000}'",
    f"SELECT 'a' GLOB '{'*' * 900}'",
    f"SELECT like('{'%' * 2000}', 'x')",
)
_KNOWN: Final = (
    *REFERRED,
    *("bo", "favor", "speech", "any", "json", "table", "person", "silence", "summary", "Name"),
    "https://example.org/news",
)
_HALVES: Final = ("\ud800", "\udcff", "a\udcffb")


def _places(param: Any) -> bool:
    """Return whether a value names a file or folder."""
    named = str(getattr(param, "metavar", None) or param.name).lower()
    return any(word in named for word in ("dir", "file", "path", "map.toml", "folder", "output", "rejects"))


def _inside(text: str) -> str:
    """Return the text as a name in the current folder."""
    name = text.replace("/", "\u2215").replace("\0", "")
    return f"x{name}" if name.startswith((".", "~")) else name


_any: Final[SearchStrategy[str]] = st.one_of(
    texts.hostile,
    *map(st.sampled_from, (_KNOWN, _DAYS, _NUMBERS, _WORDS, _SQL, _HALVES)),
    st.sampled_from(("", " ", "-", "--", "\n", "\x1b[31m", "-h")),
).filter(lambda text: "\0" not in text)
_OF_ONE: Final = {
    "sql": st.sampled_from(_SQL).filter(lambda text: "\0" not in text),
    "text": st.sampled_from(_WORDS),
}


def _value(param: Any) -> SearchStrategy[str]:
    """Return values for an option or argument, valid about as often as not."""
    if _places(param):
        return _any.map(_inside) | st.sampled_from(("../data", "all.jsonl", "../data/all.jsonl", "nowhere"))
    if choices := getattr(param.type, "choices", None):
        return st.sampled_from([str(choice) for choice in choices]) | _any
    fitting = {"d": _DAYS, "n": _NUMBERS}.get(str(getattr(param, "metavar", None) or "").lower()[:1])
    return _any | st.sampled_from(fitting) if fitting else _OF_ONE.get(param.name, _any) | _any


@st.composite
def command_lines(draw: DrawFn, command: Any) -> list[str]:
    """Draw some options of a command and, most often, the arguments it requires."""
    found: list[str] = []
    options = [param for param in command.params if param.param_type_name == "option"]
    chosen = st.lists(st.sampled_from(options), max_size=4, unique=True) if options else st.just([])
    for param in draw(chosen):
        if getattr(param, "is_eager", False) or "--help" in param.opts:
            continue
        flag = draw(st.sampled_from(param.opts))
        if getattr(param, "is_flag", False):
            found.append(flag)
        elif flag.startswith("--") and draw(st.booleans()):
            found.append(f"{flag}={draw(_value(param))}")
        else:
            found += [flag, draw(_value(param))]
    needed = [param for param in command.params if param.param_type_name == "argument"]
    values = [draw(_value(param)) for param in needed if draw(st.integers(0, 9))]
    if draw(st.booleans()):
        return [*found, *values]
    return [*found, *(["--"] if values else []), *values]
