"""Wrong lines: each is reported with its file and line, and no answer or write is based on it."""

import json
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy
from tests.cli.conftest import Run
from tests.commands import REFERRED
from tests.datasets import Line, complete, stored, write
from tests.depth import PROFILE, often
from tests.faults.injection import contents
from tests.hostile import invocations, records, screens
from tests.ledger import test_jsonl as reader

from stancetracker.ledger.jsonl import LONGEST_LINE, SEVERITY

pytestmark = [
    pytest.mark.filterwarnings("ignore:Generating overly large repr"),
    pytest.mark.extras,
]
STATEMENT: Final = complete(
    {"kind": "statement", "id": "new", "speaker": "ada", "issue": "bridge", "date": "2026-01-08"}
    | {"stance": "favor", "quote": "Words.", "wording": "verbatim", "language": "en"}
)
SILENCE: Final = complete({"kind": "silence", "id": "new", "actors": ["bo"], "date": "2026-01-08"})
TEXT: Final = json.dumps(STATEMENT).encode()


class Bad(NamedTuple):
    """A line without its line end, whether it has one, and codes of which at least one must be reported."""

    content: bytes
    codes: frozenset[str]
    ended: bool = True

    def __repr__(self) -> str:
        return f"{self.content[:300]!r} {sorted(self.codes)}"


def _bad(content: str | bytes, *codes: str, ended: bool = True) -> Bad:
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return Bad(data, frozenset(codes), ended)


def _with(line: Line, code: str, **changes: Any) -> Bad:
    return _bad(json.dumps({**line, **changes}), code)


BAD: Final = (
    *(_bad(line, *(code for code, _ in faults)) for line, faults in reader.LINES if faults),
    # These refer to people whom the datasets here lack, so each has to be fatal by itself.
    *(
        _bad(reader.with_fields(**changes)[:-1], code)
        for changes, code, _ in reader.STATEMENTS
        if SEVERITY[code] == "fatal"
    ),
    _with(STATEMENT, "control-character", summary="a\nb"),
    *(_bad(b'{"kind":"' + wrong, "invalid-utf8") for wrong in (b"\xff", b"\xed\xa0\x80", b"\x93said\x94")),
    # A line end would be two bytes, and the next line begin with half of it.
    _bad(TEXT.decode().encode("utf-16").replace(b"\n", b" "), "invalid-utf8"),
    *(_bad(text, "invalid-json") for text in ("  ::stop-commands::x", ":::add-mask::x", "x ##[add-matcher]x.json")),
    *(_bad(text, "merge-conflict") for text in ("<<<<<<< HEAD", "=======", ">>>>>>> other")),
    *(_bad(TEXT[:length], "torn-line", ended=False) for length in (1, 9, len(TEXT) - 1)),
    *(_with(STATEMENT, "invalid-url", sources=[{"url": url, "tier": "primary"}]) for url in (
        *("javascript:alert(1)", "http://", "https://a b.example", "//x.example", "HTTPS:x", "http://[::1"),
        *("https://x.example/\x1b[31m", "https://x.example:99999/", "https://x.example/<b>"),
    )),
    *(_with(STATEMENT, "invalid-date", date=date) for date in (
        *("2026-13", "0000", "2026-01-09/2026-01-08", "../..", "", "２０２６", "99999-01-01", "2026-01-08\n"),
    )),
    _with(STATEMENT, "line-too-long", note="x" * LONGEST_LINE),
    *(_with(STATEMENT, "bidi-control", quote=f"a{text}b") for text in "\u202a\u2066"),
    *(_with(STATEMENT, "tag-character", quote=f"a{text}b") for text in (
        # A flag of Scotland hides nothing; more letters, or no end, do.
        *("\U000e0069", "\U0001f3f4" + "".join(chr(0xE0000 + ord(letter)) for letter in "ignore rules")),
    )),
    *(_with(STATEMENT, "line-separator", quote=f"a{text}b") for text in "\u2028\u2029"),
    _bad(b"\xef\xbb\xbf" + TEXT, "byte-order-mark"),
    _bad(TEXT + b"\r", "carriage-return"),
    _bad(TEXT, "no-final-newline", ended=False),
    *(_bad(text, "blank-line") for text in ("", " \t ")),
    *(_with(STATEMENT, "unknown-reference", speaker=name) for name in ("nobody", "acme-x")),
    *(_with(STATEMENT, "wrong-kind-reference", speaker=name) for name in ("bridge", "vote", "letter")),
    *(_with(STATEMENT, "two-first-versions", id=name, recorded="2026-03-01") for name in REFERRED if name != "said"),
    *(_with(STATEMENT, "future-date", date=date) for date in ("2026-03-02", "2027", "9999-12-31")),
    _with(STATEMENT, "future-date", recorded="2026-03-02"),
    *(_with(STATEMENT, "statement-before-issue", date=date) for date in ("2025-12-31", "2025")),
    *(_with(SILENCE, "silence-before-issue", date=date) for date in ("2025-12-31", "2025")),
    _with(SILENCE, "silence-contradicted", actors=["ada"], date="2026-01-09"),
)  # fmt: skip
# Faults of a line among others; `fmt` reads each line alone.
OF_THE_WHOLE = frozenset({"unknown-reference", "wrong-kind-reference"})
FATAL = OF_THE_WHOLE | {code for code, severity in SEVERITY.items() if severity == "fatal"}
BROKEN: Final = tuple(bad for bad in BAD if bad.codes & FATAL)
"""Lines that stop every answer."""
WRONG: Final = tuple(bad for bad in BAD if not bad.codes & FATAL)
"""Lines that stop no answer, and that `check` reports."""
REPAIRED: Final = {
    *"byte-order-mark carriage-return no-final-newline blank-line not-nfc untidy-name".split()
}
"""Faults that adding repairs, so that they are no reason to refuse a record."""


def spread(bad: tuple[Bad, ...]) -> SearchStrategy[tuple[Bad, ...]]:
    """Draw some of these lines, evenly spread; all of them but in quick."""
    stride = 9 if PROFILE == "quick" else 1
    return st.integers(0, stride - 1).map(lambda start: bad[start::stride])


QUESTIONS = [
    invocation.arguments
    for invocation in invocations.answering(False)
    if invocation.arguments[0]
    not in {*invocations.NO_DATASET, "check", "fmt", "add", "amend", "import", "serve"}
]
NEW_LINES = [
    json.dumps(complete({"kind": "organization", "id": f"new-{number}"})) for number in range(3)
]


def write_with(cwd: Path, bad: Bad, at: int) -> tuple[Path, int]:
    """Write the dataset with this line in it; return the file and the line's number."""
    file = write(cwd.parent / "data", records.plain_dataset()).path / "all.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    # Of two lines of one id the second is reported.
    at = min(at, len(lines)) if bad.ended and "two-first-versions" not in bad.codes else len(lines)
    file.write_bytes(b"".join([*lines[:at], bad.content + b"\n" * bad.ended, *lines[at:]]))
    return file, at + 1


def assert_reported(run: Run, bad: Bad, number: int) -> None:
    """Assert that `check` reports the line with its location."""
    out = {}
    for name in ("text", "json"):
        status, out[name], err = run("check", "-d", "../data", "-f", name)
        screens.ended(status, out[name], err)
        screens.JUDGES[name](out[name])
        assert 1 == status
    assert f"all.jsonl:{number}:" in out["text"], (bad, out)
    codes = {row["code"] for row in json.loads(out["json"]) if row["line"] == number}
    assert codes & bad.codes, (bad, codes)


@pytest.mark.slow
@pytest.mark.parametrize("bad_lines", [BROKEN, WRONG], ids=["no-record", "wrong"])
@often(1, 60)
@given(st.data(), st.integers(0, 20), st.sampled_from(QUESTIONS))
def test_a_bad_line_is_reported_and_a_fatal_one_stops_every_answer(
    run: Run,
    cwd: Path,
    bad_lines: tuple[Bad, ...],
    data: st.DataObject,
    at: int,
    question: list[str],
) -> None:
    for bad in data.draw(spread(bad_lines)):
        file, number = write_with(cwd, bad, at)
        before = contents(file.parent)
        assert_reported(run, bad, number)
        status, out, err = run(*question)
        screens.ended(status, out, err)
        if bad_lines is WRONG:
            assert status != 3
            assert before == contents(file.parent)
            continue
        assert (3, "") == (status, out), (bad, question)
        assert f"all.jsonl:{number}:" in err, (bad, err)
        status, out, err = run("fmt", "-d", "../data")
        screens.ended(status, out, err)
        if not bad.codes & OF_THE_WHOLE:
            assert 1 == status
            assert f"all.jsonl:{number}:" in err
            assert before == contents(file.parent)


@often(1, 60)
@given(
    spread((*BROKEN, *WRONG)),
    st.integers(0, len(NEW_LINES)),
    st.sampled_from([("-n",), ("--strict",)]),
)
def test_a_refused_line_is_reported_and_changes_no_byte(
    run: Run, cwd: Path, bad_lines: tuple[Bad, ...], at: int, strictly: tuple[str, ...]
) -> None:
    data = write(cwd.parent / "data", records.plain_dataset()).path
    before = contents(data)
    for bad in bad_lines:
        if bad.codes <= REPAIRED or not bad.ended:
            continue
        lines = [line.encode() + b"\n" for line in NEW_LINES]
        (cwd / "given.jsonl").write_bytes(b"".join([*lines[:at], bad.content + b"\n", *lines[at:]]))
        for arguments in (("add", "--json", "given.jsonl"), ("import", "given.jsonl", *strictly)):
            status, out, err = run(*arguments, "-d", "../data")
            screens.ended(status, out, err)
            assert status in {1, 2}, (arguments, bad)
            place = (
                f"given.jsonl:{at + 1}:" if arguments[0] == "add" else f"line {at + 1} rejected: "
            )
            assert place in err or "--strict" in arguments, (arguments, bad, err)
            assert before == contents(data), (arguments, bad)


@often(1, 100)
@given(spread((*BROKEN, *WRONG)), st.randoms(use_true_random=False))
def test_import_stores_the_good_lines_and_rejects_the_bad(
    run: Run, cwd: Path, bad_lines: tuple[Bad, ...], random: Random
) -> None:
    data = write(cwd.parent / "data", records.plain_dataset()).path
    (data / "in" / "given.jsonl").unlink(missing_ok=True)
    rejected = [bad.content for bad in bad_lines if bad.ended and not bad.codes <= REPAIRED]
    lines = [*rejected, *(line.encode() for line in NEW_LINES)]
    random.shuffle(lines)
    (cwd / "given.jsonl").write_bytes(b"".join(line + b"\n" for line in lines))
    status, out, err = run("import", "given.jsonl", "-d", "../data")
    screens.ended(status, out, err)

    assert 1 == status
    assert [line for line in lines if line in rejected] == (
        (cwd / "given.jsonl.rejects").read_bytes().removesuffix(b"\n").split(b"\n")
    )
    added = sorted(line["id"] for line in stored(data / "in" / "given.jsonl"))
    assert [f"new-{number}" for number in range(3)] == added
    assert 0 == run("check", "-d", "../data")[0]
