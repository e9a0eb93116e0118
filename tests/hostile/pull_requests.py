"""Pull requests that a stranger could make, each with what the action has to say of it.

The trial of November 2026 ran about this many through the action's scripts; they are made again
from its description.
"""

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

from tests.datasets import SOURCE, Line, complete
from tests.repositories import commit, git

from stancetracker.ledger.jsonl import parse

Change = Callable[[Path], object]
"""What a pull request does to the folder of the dataset, which is one of a repository."""


class PullRequest(NamedTuple):
    """A change, and what the log has to name: a problem; '' where the action has to be green."""

    title: str
    change: Change
    problem: str = ""
    notice: bool = False
    """Whether the problem is one of those that make only a strict check red."""
    heavy: bool = False


PEOPLE: Final[list[Line]] = [
    {"kind": "dataset"},
    {"kind": "person", "id": "ada", "name": "Ada Berg"},
    {"kind": "person", "id": "bo", "name": "Bo Lind"},
    {"kind": "organization", "id": "acme", "name": "Acme"},
    {"kind": "issue", "id": "bridge", "panel": ["ada", "bo", "acme"]},
    {"kind": "event", "id": "vote"},
]
STATEMENT: Final[Line] = {
    "kind": "statement",
    "id": "new",
    "speaker": "bo",
    "date": "2026-01-14",
    "stance": "favor",
    "sources": [{**SOURCE, "tier": "primary"}],
}
NEWSPAPER: Final[Line] = {
    "kind": "publisher",
    "id": "news",
    "name": "News",
    "domains": ["news.example"],
}
PERSON: Final[Line] = {"kind": "person", "id": "eve", "name": "Eve Holm"}
STATEMENTS: Final[list[Line]] = [
    {**STATEMENT, "id": "ada-1", "speaker": "ada", "event": "vote", "stance": "against"},
    {**STATEMENT, "id": "bo-1", "date": "2026-01-13"},
    {"kind": "silence", "id": "acme-1", "actors": ["acme"], "date": "2026-01-20"},
    {"kind": "correction", "id": "redacted-1", "corrects": "gone", "type": "redaction"},
]


def canonical(line: Line) -> str:
    """Return the line as `fmt` would write it."""
    parsed = parse(f"{json.dumps(complete(line))}\n".encode(), "x.jsonl")
    assert parsed.lines, parsed.problems
    return f"{parsed.lines[0].canonical}\n"


def write_base(data: Path) -> None:
    """Write the dataset that the pull requests change."""
    data.mkdir(parents=True)
    (data / "people.jsonl").write_text("".join(map(canonical, PEOPLE)), encoding="utf-8")
    (data / "statements.jsonl").write_text("".join(map(canonical, STATEMENTS)), encoding="utf-8")


def appended(*lines: Line) -> Change:
    """Append records in their canonical form."""
    return raw("".join(map(canonical, lines)).encode())


def raw(content: bytes, name: str = "statements.jsonl") -> Change:
    """Append bytes to a file, old or new."""

    def change(data: Path) -> None:
        (data / name).parent.mkdir(exist_ok=True)
        with (data / name).open("ab") as file:
            file.write(content)

    return change


def unchecked(**fields: Any) -> Change:
    """Append a statement that may have no canonical form."""
    return raw(f"{json.dumps(complete({**STATEMENT, **fields}))}\n".encode())


def named(name: str) -> Change:
    """Append a person whose name may have no canonical form."""
    return raw(f"{json.dumps({**PERSON, 'name': name})}\n".encode())


def dated(day: str) -> Change:
    return unchecked(date=day)


def replaced(old: str, new: str, name: str = "statements.jsonl") -> Change:
    """Replace a text in a file."""

    def change(data: Path) -> None:
        text = (data / name).read_text(encoding="utf-8")
        assert old in text
        (data / name).write_text(text.replace(old, new, 1), encoding="utf-8")

    return change


def recoded(encoding: str) -> Change:
    """Write the statements in another encoding."""

    def change(data: Path) -> None:
        path = data / "statements.jsonl"
        path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))

    return change


def renamed(new: str, old: str = "statements.jsonl") -> Change:
    def change(data: Path) -> None:
        (data / new).parent.mkdir(parents=True, exist_ok=True)
        (data / old).rename(data / new)

    return change


def linked(name: str, target: str) -> Change:
    """Put a link in the dataset, in place of a file if there is one."""

    def change(data: Path) -> None:
        (data / name).parent.mkdir(exist_ok=True)
        (data / name).unlink(missing_ok=True)
        (data / name).symlink_to(target)

    return change


def several(*changes: Change) -> Change:
    def change(data: Path) -> None:
        for part in changes:
            part(data)

    return change


def removed(name: str) -> Change:
    return lambda data: (data / name).unlink()


def data_as_a_link(data: Path) -> None:
    data.rename(data.with_name("real"))
    data.symlink_to("real")


def folder_as_a_link(data: Path) -> None:
    (data.parent / "elsewhere").mkdir()
    renamed("../elsewhere/statements.jsonl")(data)
    (data / "sub").symlink_to("../elsewhere")


def compressed(data: Path) -> None:
    path = data / "statements.jsonl"
    (data / "statements.jsonl.gz").write_bytes(gzip.compress(path.read_bytes()))
    path.unlink()


def shortened(data: Path) -> None:
    """Remove all statements but the first."""
    path = data / "statements.jsonl"
    path.write_bytes(path.read_bytes().splitlines(keepends=True)[0])


def _other_repository(data: Path) -> Path:
    path = data.parent.parent / "other"
    path.mkdir()
    (path / "statements.jsonl").write_text(canonical({**STATEMENT, "id": "elsewhere"}))
    commit(path)
    return path


def submodule_as_data(data: Path) -> None:
    other = _other_repository(data)
    git(data.parent, "rm", "-r", "--quiet", "data")
    git(data.parent, "submodule", "--quiet", "add", "--force", str(other), "data")
    # As it is checked out on a runner.
    git(data.parent, "submodule", "--quiet", "deinit", "--force", "data")


def submodule_beside(data: Path) -> None:
    git(data.parent, "submodule", "--quiet", "add", str(_other_repository(data)), "vendor")


def planted_journal(data: Path) -> None:
    pending = data / ".stancetracker.pending"
    pending.mkdir()
    (pending / "statements.jsonl").write_text(canonical({**STATEMENT, "id": "planted"}))
    (pending / "before.json").write_text("{}")


def planted_copy(data: Path) -> None:
    """Plant a copy of a source whose page says what the record needs."""
    archive = data / "archive"
    archive.mkdir()
    body = b"WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
    (archive / "0123456789abcdef-2026-01-26.warc.gz").write_bytes(gzip.compress(body))


def attributes(data: Path) -> None:
    """Have git run a program for every data file, if it obeyed the settings of a repository."""
    (data / ".gitattributes").write_text("*.jsonl diff=evil merge=evil filter=evil\n")


def python_files(data: Path) -> None:
    for name in ("json.py", "stancetracker.py", "sitecustomize.py", "conftest.py"):
        (data.parent / name).write_text("raise SystemExit('a file of the repository was run')\n")
        (data / name).write_text("raise SystemExit('a file of the repository was run')\n")


def many_marks() -> bytes:
    """Return a person in a line that is as long as one may be, with marks that have to be put in order."""
    person = {**PERSON, "name": "A" + "\u0301\u0323" * 240_000}
    return f"{json.dumps(person, ensure_ascii=False)}\n".encode()


def correction(name: str, corrects: str, **fields: Any) -> Line:
    return {
        "kind": "correction",
        "id": name,
        "corrects": corrects,
        "type": "retraction",
        "recorded": "2026-02-03",
        **fields,
    }


def supersession(old: str, new: str) -> Line:
    return correction(f"{old}-{new}", old, type="supersession", replacement=new)


def quoted(quote: str) -> Change:
    return unchecked(quote=quote, language="en", wording="verbatim")


NOT_READ = "not-a-data-file"
LINE = canonical(STATEMENT).encode()
DEEP = b'{"kind":"statement","note":' + b"[" * 100 + b"]" * 100 + b"}\n"

# A pull request a line.
# fmt: off
HIDDEN: Final = (
    PullRequest("the statements are renamed to .json", renamed("statements.json"), NOT_READ),
    PullRequest("the statements are renamed to .bak", renamed("statements.jsonl.bak"), NOT_READ),
    PullRequest("the statements are renamed to .txt", renamed("statements.txt"), NOT_READ),
    PullRequest("the statements are in a hidden file", renamed(".statements.jsonl"), NOT_READ),
    PullRequest("the statements are in a hidden folder", renamed(".h/statements.jsonl"), NOT_READ),
    PullRequest("the statements are compressed", compressed, NOT_READ),
    PullRequest("the name is not UTF-8", renamed(os.fsdecode(b"s\xe9.jsonl")), "invalid-file-name"),
    PullRequest("the statements are moved beside the data", renamed("../moved.jsonl"), "rewritten-history"),
    PullRequest("the data are a link, and a stance is turned round", several(replaced('"against"', '"favor"'), data_as_a_link), "irregular-file"),
    PullRequest("a file of the data is a link to /etc/passwd", linked("x.jsonl", "/etc/passwd"), "irregular-file"),
    PullRequest("a file of the data is a link to another", linked("x.jsonl", "people.jsonl"), "irregular-file"),
    PullRequest("the statements are a link that leads nowhere", linked("statements.jsonl", "nowhere"), "irregular-file"),
    PullRequest("a file of the data is a link to a device", linked("x.jsonl", "/dev/zero"), "irregular-file"),
    PullRequest("a folder of the data is a link", folder_as_a_link, "irregular-file"),
    PullRequest("a submodule is in place of the data", submodule_as_data, "no dataset in data"),
    PullRequest("a change is promised that nobody made", planted_journal, "unfinished-write"),
    PullRequest("archive/.gitignore is a link", linked("archive/.gitignore", "/etc/hostname"), "tracked-archive"),
    PullRequest("archive/sources.new is a link", linked("archive/sources.new", "/etc/hostname"), "tracked-archive"),
    PullRequest("a copy of a source is planted", planted_copy, "tracked-archive"),
    PullRequest("a list of copies to remove is planted", raw(b'{"0123456789ab": ["gone"]}', "archive/sources.json"), "tracked-archive"),
)
NAMED: Final = (
    PullRequest("a name is a command to GitHub", raw(LINE, "::add-mask::x.json"), NOT_READ),
    PullRequest("a name has ##[ in it", raw(LINE, "##[error]x.json"), NOT_READ),
    PullRequest("a name has %0A in it", raw(LINE, "x%0A::stop-commands::y.json"), NOT_READ),
    PullRequest("a name has a line end in it", raw(LINE, "x\n::error::y.json"), NOT_READ),
    PullRequest("a name has an escape sequence in it", raw(LINE, "\x1b[31mx.json"), NOT_READ),
    PullRequest("a name is a flag", raw(LINE, "-rf.json"), NOT_READ),
)
IDS: Final = (
    PullRequest("a second dataset", raw(canonical({"kind": "dataset", "title": "Mine"}).encode()), "duplicate-dataset"),
    PullRequest("an id in another case", unchecked(id="Ada-1"), "invalid-id"),
    PullRequest("an id with an underscore", unchecked(id="ada_1"), "invalid-id"),
    PullRequest("an id with a Cyrillic letter", unchecked(id="\u0430da-2"), "invalid-id"),
    PullRequest("a speaker with a Cyrillic letter", unchecked(speaker="\u0430da"), "invalid-id"),
    PullRequest("a name with a Cyrillic letter", appended({**PERSON, "name": "\u0410da Berg"}), "look-alike"),
    PullRequest("a name with a digit for a letter", appended({**PERSON, "name": "B0 Lind"}), "look-alike"),
    PullRequest("a name with rn for an m", appended({"kind": "organization", "id": "other", "name": "Acrne"}), "look-alike"),
    PullRequest("a person whose id looks like another", appended({**PERSON, "id": "b0"}), "look-alike"),
    PullRequest("an issue whose id looks like another", appended({"kind": "issue", "id": "br1dge"}), "confusable-ids", notice=True),
    PullRequest("a name with a zero-width space", named("Ada\u200b Berg"), "invisible-character"),
    PullRequest("a name with a direction override", named("Eve \u202egreB"), "bidi-control"),
    PullRequest("a name with half a million marks, out of order", raw(many_marks()), "not-nfc", heavy=True),
    PullRequest("a quote with a direction override", quoted("No\u202e, yes."), "bidi-control"),
    PullRequest("an id that is there, with other words", unchecked(id="bo-1", stance="against"), "duplicate-id"),
    PullRequest("another name that is somebody's name", appended({**PERSON, "other_names": ["Bo Lind"]}), "look-alike"),
    PullRequest("a member of the panel twice", replaced('"panel":["ada"', '"panel":["ada","ada"', "people.jsonl"), "panel-twice"),
    PullRequest("a speaker who is not there", unchecked(speaker="nobody"), "unknown-reference"),
)
DATES: Final = (
    *(
        PullRequest(f"the day {day!a}", dated(day), "invalid-date")
        for day in (
            "0000-01-01",
            "2026-02-30",
            "2026-13-01",
            "26-01-14",
            "2026-1-14",
            "2026-01-14T00:00:00Z",
            " 2026-01-14",
            "20260114",
            "-2026-01-14",
            "\u0662\u0660\u0662\u0666-01-14",
        )
    ),
    PullRequest("a day that is yet to come", dated("9999-12-31"), "future-date"),
    PullRequest("a day before the issue", dated("1900-01-01"), "statement-before-issue"),
)
LINES: Final = (
    PullRequest("a line of 10 MB", unchecked(note="x" * 10_000_000), "line-too-long", heavy=True),
    PullRequest("a line of 1.1 MB", unchecked(note="x" * 1_100_000), "line-too-long"),
    PullRequest("a hundred lists in one another", raw(DEEP), "too-deep"),
    PullRequest("a hundred thousand lists in one another", raw(DEEP.replace(b"[" * 100, b"[" * 100_000)), "too-deep"),
    PullRequest("a number of 50,000 digits", raw(b'{"kind":"tie","amount":' + b"9" * 50_000 + b"}\n"), "number-too-large"),
    PullRequest("NaN", raw(b'{"kind":"tie","amount":NaN}\n'), "not-finite"),
    PullRequest("infinity", raw(b'{"kind":"tie","amount":1e999}\n'), "not-finite"),
    PullRequest("a field twice", raw(LINE.replace(b'"stance"', b'"stance":"against","stance"')), "duplicate-key"),
    PullRequest("a field twice, once with an escape", raw(LINE.replace(b'"stance"', b'"st\\u0061nce":"against","stance"')), "duplicate-key"),
    PullRequest("half of a character, as an escape", raw(LINE.replace(b"Some words", b"\\ud800")), "lone-surrogate"),
    PullRequest("half of a character, as bytes", raw(LINE.replace(b"Some words", b"\xed\xa0\x80")), "invalid-utf8"),
    PullRequest("a NUL, as an escape", raw(LINE.replace(b"Some words", b"\\u0000")), "nul-character"),
    PullRequest("a NUL, as a byte", raw(LINE.replace(b"Some words", b"\0")), "nul-character"),
    PullRequest("an escape sequence, as bytes", raw(LINE.replace(b"Some words", b"\x1b[31m")), "raw-control-character"),
    PullRequest("an escape sequence, as an escape", unchecked(summary="\x1b[31mred"), "control-character"),
    PullRequest("a CR between two records", raw(LINE.replace(b"\n", b"\r") + LINE), "invalid-json"),
    PullRequest("a line that ends in CRLF", replaced("\n", "\r\n"), "carriage-return"),
    PullRequest("U+2028 in a text", raw(LINE.replace(b"Some words", "Some\u2028words".encode())), "line-separator"),
    PullRequest("statements in UTF-16", recoded("utf-16"), "nul-character"),
    PullRequest("statements with a byte order mark", recoded("utf-8-sig"), "byte-order-mark"),
    PullRequest("a list in place of a record", raw(b"[" + LINE.strip() + b"]\n"), "not-an-object"),
    PullRequest("a conflict that was not resolved", raw(b"<<<<<<< HEAD\n" + LINE + b"=======\n>>>>>>> x\n"), "merge-conflict"),
    PullRequest("a line that was cut short", raw(LINE[:40]), "torn-line"),
    PullRequest("an unknown field", unchecked(stanse="favor"), "unknown-field"),
    PullRequest("a stance that is no word of the list", unchecked(stance="pro"), "unknown-word"),
    PullRequest("a command to GitHub in place of a line", raw(b"::stop-commands::x\n"), "invalid-json"),
    PullRequest("an address that runs a script", unchecked(sources=[{**SOURCE, "url": "javascript:alert(1)"}]), "invalid-url"),
)
CORRECTIONS: Final = (
    PullRequest("a correction of itself", appended(correction("c", "c")), "correction-of-correction"),
    PullRequest("a correction of a correction", appended(correction("c", "redacted-1")), "correction-of-correction"),
    PullRequest("two corrections of one another", appended(correction("c", "d"), correction("d", "c")), "correction-of-correction"),
    PullRequest("a record that replaces itself", appended(supersession("bo-1", "bo-1")), "replaced-by-itself"),
    PullRequest("two records that replace one another", appended(STATEMENT, supersession("bo-1", "new"), supersession("new", "bo-1")), "replaced-in-circle"),
    PullRequest("three records that replace one another", appended(STATEMENT, supersession("bo-1", "new"), supersession("new", "ada-1"), supersession("ada-1", "bo-1")), "replaced-in-circle"),
    PullRequest("a retraction dated before the record", appended(correction("c", "bo-1", recorded="2026-01-01")), "corrected-before-recorded"),
    PullRequest("a line that was redacted", appended({**STATEMENT, "id": "gone"}), "redacted-line"),
    PullRequest("a source in the name of a newspaper, elsewhere", appended(NEWSPAPER, {**STATEMENT, "sources": [{**SOURCE, "tier": "primary", "publisher": "News"}]}), "publisher-elsewhere", notice=True),
    PullRequest("an archived copy of another page", appended({"kind": "copy", "id": "kept", "url": "https://example.org/a", "sha256": "0" * 64, "archive_url": "https://web.archive.org/web/2026/https://evil.example/", "recorded": "2026-02-01"}), "copy-of-another-page", notice=True),
    PullRequest("a stance of the past is turned round", replaced('"against"', '"favor"'), "rewritten-history"),
    PullRequest("statements of the past are removed", shortened, "rewritten-history"),
    PullRequest("a proposition is turned round", replaced("should be built", "should not be built", "people.jsonl"), "rewritten-history"),
    PullRequest("a speaker gets another name", replaced("Ada Berg", "Cy Dahl", "people.jsonl"), "rewritten-history"),
    PullRequest("an event is moved to another day", replaced("2026-01-10", "2026-01-09", "people.jsonl"), "rewritten-history"),
    PullRequest("the file of the statements is removed", removed("statements.jsonl"), "rewritten-history"),
)
HARMLESS: Final = (
    PullRequest("a statement", appended(STATEMENT)),
    PullRequest("another name in another case", replaced('"name":"Bo Lind"', '"name":"Bo Lind","other_names":["BO LIND"]', "people.jsonl")),
    PullRequest("the statements are renamed to .JSONL", renamed("statements.JSONL")),
    PullRequest("a file in a subfolder", renamed("2026/statements.jsonl")),
    PullRequest("the same records twice", raw("".join(map(canonical, STATEMENTS)).encode(), "again.jsonl")),
    PullRequest("settings of git for the data", attributes),
    PullRequest("a submodule beside the data", submodule_beside),
    PullRequest("files that are called like modules", python_files),
)
# fmt: on
ALL: Final = (*HIDDEN, *NAMED, *IDS, *DATES, *LINES, *CORRECTIONS, *HARMLESS)
