"""Invalid lines and wrong records, each with the codes of the expected problems."""

import json
from typing import Any, Final, NamedTuple

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from tests.datasets import Line, complete
from tests.depth import PROFILE
from tests.hostile import records
from tests.ledger import test_jsonl as reader

from stancetracker.ledger.jsonl import LONGEST_LINE, SEVERITY

SAID: Final = complete(
    {"kind": "statement", "id": "new", "speaker": "ada", "issue": "bridge", "date": "2026-01-08"}
    | {"stance": "favor", "quote": "Words.", "wording": "verbatim", "language": "en"}
)
LOOKED: Final = complete({"kind": "silence", "id": "new", "actors": ["bo"], "date": "2026-01-08"})
TEXT: Final = json.dumps(SAID).encode()


class Bad(NamedTuple):
    """A line without its line end, whether it has one, and codes of which at least one must be reported."""

    content: bytes
    codes: frozenset[str]
    ended: bool = True

    def __repr__(self) -> str:
        return f"{self.content[:300]!r} {sorted(self.codes)}"

    @property
    def written(self) -> bytes:
        return self.content + b"\n" * self.ended


def _bad(content: str | bytes, *codes: str, ended: bool = True) -> Bad:
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return Bad(data, frozenset(codes), ended)


def _with(line: Line, code: str, **changes: Any) -> Bad:
    return _bad(json.dumps({**line, **changes}), code)


_ALONE: Final = (
    *(_bad(line, *(code for code, _ in found)) for line, found in reader.LINES if found),
    # Of people whom the datasets here do not have, so these are to be fatal in themselves.
    *(
        _bad(reader.with_fields(**changes)[:-1], code)
        for changes, code, _ in reader.STATEMENTS
        if SEVERITY[code] == "fatal"
    ),
    _with(SAID, "control-character", summary="a\nb"),
    *(_bad(b'{"kind":"' + wrong, "invalid-utf8") for wrong in (b"\xff", b"\xed\xa0\x80", b"\x93said\x94")),
    # A line end would be two bytes, and the next line begin with half of it.
    _bad(TEXT.decode().encode("utf-16").replace(b"\n", b" "), "invalid-utf8"),
    *(_bad(text, "invalid-json") for text in ("  ::stop-commands::x", ":::add-mask::x", "x ##[add-matcher]x.json")),
    *(_bad(text, "merge-conflict") for text in ("<<<<<<< HEAD", "=======", ">>>>>>> other")),
    *(_bad(TEXT[:length], "torn-line", ended=False) for length in (1, 9, len(TEXT) - 1)),
    *(_with(SAID, "invalid-url", sources=[{"url": url, "tier": "primary"}]) for url in (
        *("javascript:alert(1)", "http://", "https://a b.example", "//x.example", "HTTPS:x", "http://[::1"),
        *("https://x.example/\x1b[31m", "https://x.example:99999/", "https://x.example/<b>"),
    )),
    *(_with(SAID, "invalid-date", date=date) for date in (
        *("2026-13", "0000", "2026-01-09/2026-01-08", "../..", "", "２０２６", "99999-01-01", "2026-01-08\n"),
    )),
    _with(SAID, "line-too-long", note="x" * LONGEST_LINE),
    *(_with(SAID, "bidi-control", quote=f"a{text}b") for text in "\u202a\u2066"),
    *(_with(SAID, "line-separator", quote=f"a{text}b") for text in "\u2028\u2029"),
    _bad(b"\xef\xbb\xbf" + TEXT, "byte-order-mark"),
    _bad(TEXT + b"\r", "carriage-return"),
    _bad(TEXT, "no-final-newline", ended=False),
    *(_bad(text, "blank-line") for text in ("", " \t ")),
)  # fmt: skip
_AMONG_OTHERS: Final = (
    *(_with(SAID, "unknown-reference", speaker=name) for name in ("nobody", "acme-x")),
    *(_with(SAID, "wrong-kind-reference", speaker=name) for name in ("bridge", "vote", "letter")),
    *(_with(SAID, "duplicate-id", id=name) for name in records.REFERRED if name != "said"),
)
_OF_DAYS: Final = (
    *(_with(SAID, "future-date", date=date) for date in ("2026-03-02", "2027", "9999-12-31")),
    _with(SAID, "future-date", recorded="2026-03-02"),
    *(_with(SAID, "statement-before-issue", date=date) for date in ("2025-12-31", "2025")),
    *(_with(LOOKED, "silence-before-issue", date=date) for date in ("2025-12-31", "2025")),
    _with(LOOKED, "silence-contradicted", actors=["ada"], date="2026-01-09"),
)


def _is_fatal(bad: Bad) -> bool:
    return any(SEVERITY[code] == "fatal" for code in bad.codes)


BROKEN: Final = (*filter(_is_fatal, _ALONE), *_AMONG_OTHERS)
"""Lines for which nothing is answered."""
WRONG: Final = (*(bad for bad in _ALONE if not _is_fatal(bad)), *_OF_DAYS)
"""Lines that are answered from, and that `check` does not pass."""
MENDED: Final = frozenset(
    "byte-order-mark carriage-return no-final-newline blank-line not-nfc untidy-name".split()
)
"""What is mended when a record is added, and so is no reason to refuse it."""


def each(bad: tuple[Bad, ...]) -> SearchStrategy[tuple[Bad, ...]]:
    """Draw some of these lines, evenly spread; all of them in CI."""
    stride = 9 if PROFILE == "quick" else 1
    return st.integers(0, stride - 1).map(lambda first: bad[first::stride])
