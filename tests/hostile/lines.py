"""Strategies for invalid lines and wrong records, each with the codes of the expected problems."""

import json
from typing import Any, Final, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy
from tests.datasets import Line, complete
from tests.depth import STRIDE
from tests.hostile import records, texts

from stancetracker.ledger.jsonl import LONGEST_LINE

SAID: Final = complete(
    {"kind": "statement", "id": "new", "speaker": "ada", "issue": "bridge", "date": "2026-01-08"}
    | {"stance": "favor", "quote": "Words.", "wording": "verbatim", "language": "en"}
)
LOOKED: Final = complete({"kind": "silence", "id": "new", "actors": ["bo"], "date": "2026-01-08"})
PEOPLE: Final = complete({"kind": "person", "id": "new", "name": "New"})
ISSUE: Final = complete({"kind": "issue", "id": "new"})
AMOUNT: Final = {"value": 1, "currency": "USD", "bound": "exact"}
GIFT: Final = complete({"kind": "tie", "id": "new", "actor": "ada", "amount": AMOUNT})


class Bad(NamedTuple):
    """A line without its line end, whether it has one, and codes of which at least one must be reported."""

    content: bytes
    codes: frozenset[str]
    ended: bool = True

    def __repr__(self) -> str:
        return f"{self.content[:300]!r} {sorted(self.codes)}"

    @property
    def written(self) -> bytes:
        """Return the line as it stands in a file."""
        return self.content + b"\n" * self.ended


def _bad(content: str | bytes, *codes: str, ended: bool = True) -> Bad:
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return Bad(data, frozenset(codes), ended)


def _text(line: Line) -> str:
    return json.dumps(line, ensure_ascii=False)


def _with(line: Line, **changes: Any) -> str:
    return _text({name: value for name, value in {**line, **changes}.items() if value is not ...})


def _said(*codes: str, **changes: Any) -> Bad:
    return _bad(_with(SAID, **changes), *codes)


def _each(line: Line, field: str, words: SearchStrategy[Any], *codes: str) -> SearchStrategy[Bad]:
    """Return the line with each of these words in a field."""
    return words.map(lambda word: _bad(_with(line, **{field: word}), *codes))


def _quoted(text: str) -> str:
    """Return a statement with this JSON in place of its quote."""
    return _text(SAID).replace('"Words."', text, 1)


_BASES: Final = (SAID, LOOKED, PEOPLE, ISSUE, GIFT)
_bytes = st.sampled_from(
    [
        b"\xff",
        b"\xc0\xaf",
        b"\xed\xa0\x80",
        b"\xf4\x90\x80\x80",
        b"\x80",
        b"\xe9",
        b"\xe2\x82",
        b"\x93said\x94",
    ]
)
_NUMBERS: Final = (
    "9007199254740993",
    "1" + "0" * 5000,
    "9223372036854775808",
    "-" + "9" * 400,
    "1e999",
    "-1e400",
)


@st.composite
def broken_bytes(draw: DrawFn) -> Bad:
    """Draw a line with bytes in it that are not UTF-8."""
    whole = _text(draw(st.sampled_from(_BASES))).encode()
    at = draw(st.integers(1, len(whole) - 1))
    return _bad(whole[:at] + draw(_bytes) + whole[at:], "invalid-utf8")


def _wide(line: Line) -> Bad:
    # A line end would be two bytes, and the next line begin with half of it.
    return _bad(_text(line).encode("utf-16").replace(b"\n", b" "), "invalid-utf8")


@st.composite
def torn(draw: DrawFn) -> Bad:
    """Draw what an interrupted write leaves."""
    whole = _text(draw(st.sampled_from(_BASES))).encode()
    return _bad(whole[: draw(st.integers(1, len(whole) - 1))], "torn-line", ended=False)


@st.composite
def twice(draw: DrawFn) -> Bad:
    """Draw a line with a key twice, perhaps spelled with escapes."""
    line = draw(st.sampled_from(_BASES))
    key = draw(st.sampled_from(sorted(line)))
    at = draw(st.integers(0, len(key) - 1))
    escaped = f"{key[:at]}\\u{ord(key[at]):04x}{key[at + 1 :]}"
    again = f'"{draw(st.sampled_from([key, escaped]))}": {json.dumps(line[key])}'
    return _bad(f"{_text(line)[:-1]}, {again}}}", "duplicate-key")


@st.composite
def unfit(draw: DrawFn) -> Bad:
    """Draw a line with a value of the wrong type; nothing is converted."""
    line = draw(st.sampled_from(_BASES))
    key = draw(st.sampled_from([key for key in sorted(line) if key != "kind"]))
    value = draw(st.sampled_from([True, 7, 1.5, [[]], {}, "", [7], {"x": 1}, [None]]))
    ours = line[key]
    if type(value) is type(ours) and value != "":
        value = 7
    codes = (
        "wrong-type missing-field unknown-field empty-text empty-list unknown-word invalid-id invalid-date"
    )
    return _bad(_with(line, **{key: value}), *codes.split(), "unexpected-field", "invalid-language")


_words = texts.hostile.map(lambda text: text[:200])
_no_id = st.sampled_from(
    ["", "A", "a_b", "a--b", "-a", "a-", "é", "a b", "a/b", "../a", "a\u200bb", "а", "a" * 81]
) | _words.filter(lambda text: not text.isascii() or " " in text)
_no_date = st.sampled_from(
    [
        *("2026-02-30", "2026-13", "0000", "01/02/2026", "2026-1-2", "2026-01-09/2026-01-08", "../..", ""),
        *("2026-01-08T10:00", "２０２６", "yesterday", "2025-02-29", "99999-01-01", "2026-01-08\n", "-2026"),
        "2026-01-08/",
    ]
)
_no_url = st.sampled_from(
    [
        *("javascript:alert(1)", "ftp://x.example", "file:///etc/passwd", "http://", "https://a b.example"),
        *("//x.example", "x", "https://me:pw@x.example", "https://x.example/\u202e"),
        *("https://x.example/\x1b[31m", "http://[::1", "data:text/html,x", "https://x.example:99999/"),
        *("HTTPS:x", "https://x.example/<b>", "https://x.example/\u200b"),
    ]
)
_no_json = st.sampled_from(
    [
        *("{", "}", "[", '{"kind"', "{'kind':'person'}", '{"kind":"person",}', '{"kind":person}'),
        *("kind: person", "{}{}", "{} x", '{"kind":"person" "id":"new"}', '{"kind":"\\x41"}'),
        *('{"kind":"\\u12"}', "#!/bin/sh", "\\", '"', "-", "+1", "tru", '{"a":01}', '{"a":.5}', "/* x */{}"),
        "\u00a0{}",
    ]
)
_conflicts = st.sampled_from(["<<<<<<< HEAD", "=======", ">>>>>>> other"])


def _source(**changes: Any) -> list[Line]:
    return [{"citation": "C", "tier": "primary"} | changes]


BROKEN: Final[tuple[SearchStrategy[Bad], ...]] = (
    broken_bytes(),
    torn(),
    twice(),
    unfit(),
    st.sampled_from(_BASES).map(_wide),
    st.sampled_from(["NaN", "Infinity", "-Infinity"]).map(lambda text: _bad(_quoted(text), "not-finite")),
    st.sampled_from(_NUMBERS).map(lambda text: _bad(_quoted(text), "number-too-large", "not-finite")),
    st.sampled_from([51, 500, 5000, 100_000]).map(
        lambda depth: _bad(_quoted("[" * depth + "]" * depth), "too-deep")
    ),
    st.sampled_from(["\\u0000", "\0", "x\\u0000y"]).map(
        lambda text: _bad(_quoted(f'"{text}"'), "nul-character", "raw-control-character")
    ),
    st.sampled_from(["\\ud800", "\\udc00x", "\\ud83d\\ud83d", "\\udfff"]).map(
        lambda text: _bad(_quoted(f'"{text}"'), "lone-surrogate")
    ),
    st.sampled_from("\x01\x07\x08\t\x0b\x1b\x1f").map(
        lambda text: _bad(_quoted(f'"x{text}"'), "raw-control-character")
    ),
    _each(SAID, "id", _no_id, "invalid-id"),
    _each(PEOPLE, "id", _no_id, "invalid-id"),
    _each(SAID, "date", _no_date, "invalid-date"),
    _each(SAID, "recorded", _no_date, "invalid-date"),
    _each(LOOKED, "date", st.sampled_from(["../2026-01-08", "../2026"]), "open-date"),
    _no_url.map(lambda text: _said("invalid-url", sources=_source(url=text))),
    _no_json.map(lambda text: _bad(text, "invalid-json", "not-an-object")),
    _conflicts.map(lambda text: _bad(text, "merge-conflict")),
    st.sampled_from(["[]", "1", '"x"', "null", "[{}]"]).map(lambda text: _bad(text, "not-an-object")),
    _words.map(lambda text: _bad(_with(SAID, **{f"x{text}": 1}), "unknown-field")),
    _words.map(lambda text: _said("unknown-kind", kind=f"x{text}")),
    _words.map(lambda text: _said("unknown-word", stance=f"x{text}")),
    st.sampled_from(["speaker", "issue", "date", "stance", "channel", "sources", "wording", "language"]).map(
        lambda name: _said("missing-field", **{name: ...})
    ),
    st.just(_said("missing-kind", kind=...)),
    _each(SAID, "speaker", st.sampled_from(["nobody", "acme-x"]), "unknown-reference"),
    _each(SAID, "speaker", st.sampled_from(["bridge", "vote", "letter"]), "wrong-kind-reference"),
    _each(SAID, "id", st.sampled_from([name for name in records.REFERRED if name != "said"]), "duplicate-id"),
    _each(ISSUE, "recheck_days", st.sampled_from([-1, 0, 36501]), "out-of-range"),
    st.just(_bad(_with(SAID, note="x" * LONGEST_LINE), "line-too-long")),
)
"""Lines for which nothing is answered, each sort by itself."""

_ACTING: Final = "\x01\x1b\x7f\x85\x9b\r"
_after_today = st.sampled_from(["2026-03-02", "2027", "2026-04-01/2026-04-02", "9999-12-31"])
WRONG: Final[tuple[SearchStrategy[Bad], ...]] = (
    st.sampled_from(_BASES).map(lambda line: _bad("\ufeff" + _text(line), "byte-order-mark")),
    st.sampled_from(_BASES).map(lambda line: _bad(_text(line) + "\r", "carriage-return")),
    st.sampled_from(_BASES).map(lambda line: _bad(_text(line), "no-final-newline", ended=False)),
    st.sampled_from(["", " ", "\t", " \t "]).map(lambda text: _bad(text, "blank-line")),
    st.sampled_from(_ACTING).map(lambda text: _bad(_with(PEOPLE, name=f"a{text}b"), "control-character")),
    st.sampled_from(_ACTING + "\n\t").map(lambda text: _said("control-character", summary=f"a{text}b")),
    st.sampled_from("\u202a\u202e\u2066\u2069").map(lambda text: _said("bidi-control", quote=f"a{text}b")),
    st.sampled_from("\u2028\u2029").map(lambda text: _said("line-separator", quote=f"a{text}b")),
    st.sampled_from("\u200b\u200f\u00ad\ufeff\u2060\u3164").map(
        lambda text: _bad(_with(PEOPLE, name=f"a{text}b"), "invisible-character")
    ),
    _each(PEOPLE, "name", st.sampled_from(["e\u0301", "A\u030a"]), "not-nfc"),
    _each(PEOPLE, "name", st.sampled_from([" a", "a ", "a  b"]), "untidy-name"),
    _each(SAID, "date", _after_today, "future-date"),
    st.just(_said("future-date", recorded="2026-03-02")),
    _each(SAID, "date", st.sampled_from(["2025-12-31", "2025"]), "statement-before-issue"),
    _each(LOOKED, "date", st.sampled_from(["2025-12-31", "2025"]), "silence-before-issue"),
    st.just(_bad(_with(LOOKED, actors=["ada"], date="2026-01-09"), "silence-contradicted")),
)
"""Lines that are answered from, and that `check` does not pass."""
MENDED: Final = frozenset(
    "byte-order-mark carriage-return no-final-newline blank-line not-nfc untidy-name".split()
)
"""What is mended when a record is added, and so is no reason to refuse it."""


class Sorts(tuple[Bad, ...]):
    """A line of each sort, shown by their number alone."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"{len(self)} lines"


@st.composite
def each(draw: DrawFn, sorts: tuple[SearchStrategy[Bad], ...]) -> Sorts:
    """Draw a line of each sort, of every third by default."""
    return Sorts(draw(st.tuples(*sorts[::STRIDE])))
