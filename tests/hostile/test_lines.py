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
from tests.datasets import Line, complete, stored, write
from tests.depth import PROFILE, often
from tests.faults.injection import contents
from tests.hostile import commands, records, screens
from tests.ledger import test_jsonl as reader

from stancetracker.ledger.jsonl import LONGEST_LINE, SEVERITY

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
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


def _bad(content: str | bytes, *codes: str, ended: bool = True) -> Bad:
    data = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    return Bad(data, frozenset(codes), ended)


def _with(line: Line, code: str, **changes: Any) -> Bad:
    return _bad(json.dumps({**line, **changes}), code)


BAD: Final = (
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
    *(_with(SAID, "unknown-reference", speaker=name) for name in ("nobody", "acme-x")),
    *(_with(SAID, "wrong-kind-reference", speaker=name) for name in ("bridge", "vote", "letter")),
    *(_with(SAID, "duplicate-id", id=name) for name in records.REFERRED if name != "said"),
    *(_with(SAID, "future-date", date=date) for date in ("2026-03-02", "2027", "9999-12-31")),
    _with(SAID, "future-date", recorded="2026-03-02"),
    *(_with(SAID, "statement-before-issue", date=date) for date in ("2025-12-31", "2025")),
    *(_with(LOOKED, "silence-before-issue", date=date) for date in ("2025-12-31", "2025")),
    _with(LOOKED, "silence-contradicted", actors=["ada"], date="2026-01-09"),
)  # fmt: skip
# Nothing is wrong with the line itself, which `fmt` looks at.
OF_THE_WHOLE = frozenset({"unknown-reference", "wrong-kind-reference", "duplicate-id"})
FATAL = OF_THE_WHOLE | {code for code, severity in SEVERITY.items() if severity == "fatal"}
BROKEN: Final = tuple(bad for bad in BAD if bad.codes & FATAL)
"""Lines for which nothing is answered."""
WRONG: Final = tuple(bad for bad in BAD if not bad.codes & FATAL)
"""Lines that are answered from, and that `check` does not pass."""
MENDED: Final = {
    *"byte-order-mark carriage-return no-final-newline blank-line not-nfc untidy-name".split()
}
"""What is mended when a record is added, and so is no reason to refuse it."""


def each(bad: tuple[Bad, ...]) -> SearchStrategy[tuple[Bad, ...]]:
    """Draw some of these lines, evenly spread; all of them in CI."""
    stride = 9 if PROFILE == "quick" else 1
    return st.integers(0, stride - 1).map(lambda first: bad[first::stride])


ASKING = [
    asked.arguments
    for asked in commands.answering(False)
    if asked.arguments[0] not in {*commands.NO_DATASET, "check", "fmt", "add", "import", "serve"}
]
NEW = [json.dumps(complete({"kind": "organization", "id": f"new-{number}"})) for number in range(3)]


def put(here: Path, bad: Bad, at: int) -> tuple[Path, int]:
    """Write the dataset with this line in it; return the file and the line's number."""
    file = write(here.parent / "data", records.plain_dataset()).path / "all.jsonl"
    there = file.read_bytes().splitlines(keepends=True)
    # Of two lines of one id the second is told.
    at = min(at, len(there)) if bad.ended and "duplicate-id" not in bad.codes else len(there)
    file.write_bytes(b"".join([*there[:at], bad.content + b"\n" * bad.ended, *there[at:]]))
    return file, at + 1


def told(run: Run, bad: Bad, number: int) -> None:
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


@pytest.mark.parametrize("sorts", [BROKEN, WRONG], ids=["no-record", "wrong"])
@often(1, 60)
@given(st.data(), st.integers(0, 20), st.sampled_from(ASKING))
def test_a_line_is_told_and_nothing_is_answered_from_one_that_is_no_record(
    run: Run, here: Path, sorts: tuple[Bad, ...], data: st.DataObject, at: int, asked: list[str]
) -> None:
    for one in data.draw(each(sorts)):
        file, number = put(here, one, at)
        before = contents(file.parent)
        told(run, one, number)
        status, out, err = run(*asked)
        screens.ended(status, out, err)
        if sorts is WRONG:
            assert status != 3
            assert before == contents(file.parent)
            continue
        assert (3, "") == (status, out), (one, asked)
        assert f"all.jsonl:{number}:" in err, (one, err)
        status, out, err = run("fmt", "-d", "../data")
        screens.ended(status, out, err)
        if not one.codes & OF_THE_WHOLE:
            assert 1 == status
            assert f"all.jsonl:{number}:" in err
            assert before == contents(file.parent)


@often(1, 60)
@given(each((*BROKEN, *WRONG)), st.integers(0, len(NEW)), st.sampled_from([("-n",), ("--strict",)]))
def test_what_is_refused_is_told_and_changes_no_byte(
    run: Run, here: Path, bad: tuple[Bad, ...], at: int, strictly: tuple[str, ...]
) -> None:
    data = write(here.parent / "data", records.plain_dataset()).path
    before = contents(data)
    for one in bad:
        if one.codes <= MENDED or not one.ended:
            continue
        given_ = [line.encode() + b"\n" for line in NEW]
        (here / "given.jsonl").write_bytes(
            b"".join([*given_[:at], one.content + b"\n", *given_[at:]])
        )
        for arguments in (("add", "--json", "given.jsonl"), ("import", "given.jsonl", *strictly)):
            status, out, err = run(*arguments, "-d", "../data")
            screens.ended(status, out, err)
            assert status in {1, 2}, (arguments, one)
            place = (
                f"given.jsonl:{at + 1}:" if arguments[0] == "add" else f"line {at + 1} rejected: "
            )
            assert place in err or "--strict" in arguments, (arguments, one, err)
            assert before == contents(data), (arguments, one)


@often(1, 100)
@given(each((*BROKEN, *WRONG)), st.randoms(use_true_random=False))
def test_import_takes_all_that_is_right(
    run: Run, here: Path, bad: tuple[Bad, ...], random: Random
) -> None:
    data = write(here.parent / "data", records.plain_dataset()).path
    (data / "organizations.jsonl").unlink(missing_ok=True)
    rejected = [one.content for one in bad if one.ended and not one.codes <= MENDED]
    given_ = [*rejected, *(line.encode() for line in NEW)]
    random.shuffle(given_)
    (here / "given.jsonl").write_bytes(b"".join(line + b"\n" for line in given_))
    status, out, err = run("import", "given.jsonl", "-d", "../data")
    screens.ended(status, out, err)

    assert 1 == status
    assert [line for line in given_ if line in rejected] == (
        (here / "given.jsonl.rejects").read_bytes().removesuffix(b"\n").split(b"\n")
    )
    added = sorted(line["id"] for line in stored(data / "organizations.jsonl"))
    assert [f"new-{number}" for number in range(3)] == added
    assert 0 == run("check", "-d", "../data")[0]
