"""A large dataset is checked by the lines alone in which anything can be found, and that is all that there is."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from bench.generate import generate
from hypothesis import given
from hypothesis import strategies as st
from tests.datasets import SHIPPED, SOURCE, complete
from tests.depth import tried
from tests.index.strategies import Line, datasets
from tests.ledger.sifting import TODAY, agree, whole

from stancetracker.ledger.canonical import canonical
from stancetracker.ledger.checks import CHECKS, Check
from stancetracker.ledger.dataset import Dataset, assemble
from stancetracker.ledger.fields import date_fields, fields, reference_fields
from stancetracker.ledger.folder import Folder, read
from stancetracker.ledger.jsonl import LONGEST_LINE, parse
from stancetracker.ledger.kinds import CLASS_BY_KIND, RECORD_CLASSES
from stancetracker.ledger.large import facts as facts_module
from stancetracker.ledger.large import is_large
from stancetracker.ledger.large import lines as lines_module
from stancetracker.ledger.large import sift as sift_module
from stancetracker.ledger.large.alike import Said, alike
from stancetracker.ledger.large.facts import MANY, Facts
from stancetracker.ledger.large.lines import read as read_lines
from stancetracker.ledger.large.sift import _SIFTED, sift
from stancetracker.ledger.record import Record
from stancetracker.ledger.sound import sound

LAW = tried(30, 3000)
WORDS = [
    "It is so.",
    "It is so. Indeed it is so, she said.",
    "Not at all",
    "She still refuses.",
    "A “refused” b",
]
URLS = ["https://example.org/1", "https://example.org/2"]


@st.composite
def faulty(draw: st.DrawFn) -> list[Line]:
    """A dataset with much that is worth telling, and some that is wrong."""
    lines = draw(datasets())
    lines.append(
        complete({"kind": "petition", "id": "letter", "demands": [{"id": "build", "text": "Build."}]})
    )
    lines.append(complete({"kind": "event", "id": "vote", "issues": ["tunnel"]}))
    lines.append(
        complete({"kind": "tie", "id": "gift", "actor": "ada", "counterparty": "acme", "event": "vote"})
    )
    if draw(st.booleans()):
        lines.append(complete({"kind": "dataset"}))
    return [_changed(draw, line, lines) for line in lines if draw(st.integers(0, 15))]


CHANGES: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "statement": {
        "quote": st.sampled_from(WORDS),
        "summary": st.sampled_from(WORDS),
        "event": st.sampled_from(["vote", "r0", "nothing"]),
        "demands": st.lists(st.sampled_from(["letter/build", "letter/burn"]), max_size=2),
        "sources": st.lists(
            st.fixed_dictionaries(
                {"url": st.sampled_from(URLS), "tier": st.sampled_from(["primary", "secondary"])},
                optional={"published": st.sampled_from(["2026-01", "2026-12-01", "../2026-12"])},
            ),
            min_size=1,
            max_size=2,
        ),
        "speaker": st.sampled_from(["adam", "letter", "r1", "ada"]),
    },
    "silence": {
        "asked_on": st.sampled_from(["2026-01-03", "2026-12-01"]),
        "basis": st.sampled_from(["asked", "reported"]),
        "note": st.sampled_from(WORDS),
        "actors": st.lists(st.sampled_from(["ada", "bo", "r0", "bridge"]), min_size=1, max_size=3),
    },
    "tie": {
        "date": st.sampled_from(["2026-01", "2026-12-01", "../2026-12"]),
        "amount": st.fixed_dictionaries(
            {"value": st.sampled_from([1, 2.0, 1e16]), "currency": st.just("EUR"), "bound": st.just("exact")}
        ),
        "counterparty": st.sampled_from(["bridge", "bo"]),
    },
    "person": {
        "former_ids": st.lists(st.sampled_from(["r0", "adam", "bo"]), max_size=2),
        "name": st.sampled_from(["Ada", "Bo", "Аda"]),
    },
    "correction": {"replacement": st.sampled_from(["r0", "r9"])},
    "reply": {"to": st.sampled_from(["r0", "r9", "ada"])},
}


def _changed(draw: st.DrawFn, line: Line, lines: list[Line]) -> Line:
    """A line with some other values, now and then without its id, or with that of another."""
    changes = CHANGES.get(line["kind"], {})
    for name in draw(st.lists(st.sampled_from([*changes, "id", "recorded"]), max_size=2)):
        if name == "id":
            line = {**line, "id": draw(st.sampled_from([None, *(one.get("id") for one in lines)]))}
        elif name == "recorded":
            line = {**line, "recorded": draw(st.sampled_from(["2026-01-05", "2026-12-01"]))}
        else:
            line = {**line, name: draw(changes[name])}
        if line.get("quote"):
            line = {**line, "wording": "verbatim", "language": "en"}
    return {name: value for name, value in line.items() if value is not None}


def written(line: Line, how: str) -> bytes:
    """A line as `fmt` writes it, if it is a record, or in another way."""
    compact = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
    if how == "spaced":
        return json.dumps(line).encode()
    found = parse(compact.encode() + b"\n", "").lines if how == "canonical" else ()
    return canonical(found[0].record).encode() if found else compact.encode()


@st.composite
def files(draw: st.DrawFn) -> list[bytes]:
    """The contents of three files."""
    lines = draw(st.permutations([*draw(faulty())]))
    lines += [draw(st.sampled_from(lines)) for _ in range(draw(st.integers(0, 2)))] if lines else []
    how = draw(st.sampled_from(["canonical", "compact", "spaced"]))
    contents = [b"".join(written(line, how) + b"\n" for line in lines[number::3]) for number in range(3)]
    return [_meddled(draw, content) for content in contents]


BYTES = st.sampled_from(
    [b'"', b"\\", b" ", b"  ", b",", b"}", b"\n", b"\r\n", b"\n\n", b"\0", b"\xc3", b"\xff", b"\xef\xbb\xbf"]
    + [character.encode() for character in "é\u0301\u200b\u202e\u2028😀"]
    + [b'},\n{"kind":"tie"', b'"date":"2026-01-01",', b"\\u0061", b"<<<<<<< a\n", b"0"]
)


def _meddled(draw: st.DrawFn, content: bytes) -> bytes:
    for deed in draw(st.lists(st.sampled_from(["put", "cut", "end"]), max_size=2)):
        at = draw(st.integers(0, len(content)))
        if deed == "put":
            content = content[:at] + draw(BYTES) + content[at:]
        elif deed == "cut":
            content = content[:at] + content[at + draw(st.integers(1, 3)) :]
        else:
            content = content[: len(content) - draw(st.integers(0, 2))]
    return content


def spread(path: Path, contents: list[bytes]) -> Folder:
    path.mkdir(exist_ok=True)
    for number, content in enumerate(contents):
        (path / f"{number}.jsonl").write_bytes(content)
    return Folder(path)


@LAW
@given(files(), st.sampled_from([100, 1000, 100_000]))
def test_it_is_checked_as_if_it_were_read_whole(tmp_path: Path, contents: list[bytes], block: int) -> None:
    agree(spread(tmp_path / "data", contents), block)


@LAW
@given(datasets(), st.randoms())
def test_what_names_nothing_unknown_is_never_read_whole(
    tmp_path: Path, lines: list[Line], random: Any
) -> None:
    random.shuffle(lines)
    contents = [
        b"".join(written(line, "canonical") + b"\n" for line in lines[number::3]) for number in range(3)
    ]

    assert agree(spread(tmp_path / "data", contents))


def test_the_shipped_data() -> None:
    assert agree(SHIPPED)
    assert whole(SHIPPED).records


OTHERS: list[Line] = [
    {
        "kind": "petition",
        "id": "letter",
        "issue": "issue-0000",
        "demands": [{"id": "build", "text": "Build."}],
    },
    {"kind": "petition", "id": "call", "issue": "no-other", "demands": [{"id": "build", "text": "Build."}]},
    {"kind": "issue", "id": "no-other"},
    {"kind": "event", "id": "vote", "issues": ["no-other"]},
    {"kind": "tie", "id": "gift", "actor": "person-00003", "date": "2026-01"},
    {"kind": "tie", "id": "order", "actor": "person-00004", "event": "vote", "recorded": "2026-01-02"},
]


@pytest.fixture(scope="module")
def sound_lines(tmp_path_factory: pytest.TempPathFactory) -> list[Line]:
    """A dataset without a fault."""
    folder = tmp_path_factory.mktemp("sound") / "data"
    generate(30, folder)
    lines = [json.loads(line) for file in Folder(folder).files() for line in read(file).splitlines()]
    return lines + [complete(line) for line in OTHERS]


def test_lines_without_a_fault_are_left_out(tmp_path: Path, sound_lines: list[Line]) -> None:
    folder = spread(tmp_path, [b"".join(written(line, "canonical") + b"\n" for line in sound_lines)])
    sifted = sift(folder, TODAY, block=5000)

    assert sifted is not None
    assert ((), len(sound_lines)) == whole(folder)
    assert 62 == sifted.left_out


OF_SOUND: dict[str, dict[str, list[Any]]] = {
    "statement": {
        "speaker": ["person-00003", "person-3", "issue-0000"],
        "issue": ["issue-0000", "person-00003"],
        "date": ["2019", "2020-05", "2025-12", "2026-11-27", "../2024-01-01"],
        "recorded": ["2020-01-01", "2026-11-26"],
        "audience": ["private"],
        "made_public": ["2020-01-01", "2027"],
        "verification": ["disputed"],
        "event": ["vote", "nothing", "person-00003"],
        "demands": [["letter/build"], ["call/build"], ["letter/burn"]],
        "summary": WORDS,
        "quote": WORDS,
        "sources": [
            [{"url": "https://example.org/1", "tier": "primary", "retrieved": "2026-11-26"}],
            [{"url": "https://example.org/1", "tier": "reprint", "published": "2027"}],
        ],
    },
    "silence": {
        "actors": [["person-00003", "person-00004"], ["person-00003"] * 2, ["issue-0000"]],
        "issue": ["issue-0000"],
        "date": ["2019", "2025-12-31", "2026-11-27"],
        "recorded": ["2020-01-01", "2026-11-26"],
        "asked_on": ["2025-12-31", "2027-01-01"],
        "response": ["declined", "none-found"],
        "note": WORDS,
    },
    "tie": {
        "date": ["2026-12", "../2026-12"],
        "recorded": ["2026-11-26"],
        "sources": [[{"url": "https://example.org/1", "tier": "primary", "retrieved": "2026-11-26"}]],
        "note": WORDS,
        "actor": ["nobody", "issue-0000"],
        "counterparty": ["nobody"],
        "event": ["nothing"],
    },
    "person": {"former_ids": [["person-3"], ["person-00003"], ["gift"]], "name": ["Person 3", "Person З"]},
    "issue": {"since": ["2024-01-01", "2026-11-27"], "until": ["2019-01-01"]},
    "event": {"issues": [["issue-0000", "issue-9"]], "date": ["2026-11-27"]},
}


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [
        (kind, name, value)
        for kind, names in OF_SOUND.items()
        for name, values in names.items()
        for value in values
    ],
)
def test_what_may_be_wrong_with_one(
    tmp_path: Path, sound_lines: list[Line], kind: str, name: str, value: Any
) -> None:
    lines = list(sound_lines)
    at = next(at for at, line in enumerate(lines) if line["kind"] == kind)
    lines[at] = {**lines[at], name: value}

    assert agree(spread(tmp_path, [b"".join(written(line, "canonical") + b"\n" for line in lines)]), 5000)


ONE = complete(
    {
        "kind": "statement",
        "id": "one",
        "speaker": "person-00003",
        "issue": "no-other",
        "date": "2026-01-10/2026-01-12",
        "stance": "favor",
        "quote": "It is so.",
        "wording": "verbatim",
        "language": "en",
        "sources": [{"url": "https://example.org/one", "tier": "primary"}],
    }
)
THEIRS = {**ONE, "id": "two", "speaker": "person-00004"}
LOOK = complete(
    {"kind": "silence", "id": "one", "issue": "no-other", "actors": ["person-00003"], "date": "2026-01-13"}
)


@pytest.mark.parametrize(
    "other",
    [
        {**ONE, "id": "two"},
        {**ONE, "id": "two", "date": "2026-01-12"},
        {**ONE, "id": "two", "date": "2026-01-13"},
        {**ONE, "id": "two", "date": "../2026-01-13"},
        {**ONE, "id": "two", "quote": "“Indeed it IS so”, she said.", "sources": [SOURCE]},
        {**ONE, "id": "two", "quote": "It is so, no?", "sources": [SOURCE], "date": "2026-01-12"},
        {**ONE, "id": "two", "quote": "Is it so?"},
        {**ONE, "id": "two", "quote": "Is it so?", "sources": [SOURCE]},
        THEIRS,
        {**THEIRS, "audience": "private", "made_public": "2026-01-09"},
        {**THEIRS, "audience": "private", "made_public": "2026-02-02"},
        {**THEIRS, "audience": "private", "made_public": "../2026-01-11"},
        {**THEIRS, "sources": [SOURCE]},
        {name: value for name, value in THEIRS.items() if name != "id"},
        complete({"kind": "event", "id": "vote", "issues": ["issue-0000"]}),
        {**ONE, "speaker": "person-00004"},
        {**ONE, "id": "two", "date": "2026-01-13", "quote": "It is so.\u202e"},
        {**ONE, "recorded": "2026-01-31"},
        {**ONE, "stance": "against"},
        {**ONE, "id": "no-other"},
        {**ONE, "id": "person-00003"},
        LOOK,
        {**LOOK, "actors": ["person-00004"]},
        {**LOOK, "id": "two"},
        {**LOOK, "id": "two", "date": "2026-01-12"},
        {**LOOK, "id": "two", "actors": ["person-00004", "person-00003"]},
        {**LOOK, "id": "two", "actors": ["person-00004"]},
        complete({"kind": "correction", "id": "two", "corrects": "one", "recorded": "2026-01-01"}),
        complete({"kind": "reply", "id": "two", "to": "one", "by": "person-00004", "date": "2026-01-01"}),
        complete({"kind": "reply", "id": "two", "to": "nothing", "by": "person-00004"}),
        complete({"kind": "reply", "id": "two", "to": "statement-00000000000", "by": "person-00004"}),
        complete({"kind": "issue", "id": "no-other", "since": "2026-01-20"}),
        complete({"kind": "person", "id": "person-00004", "former_ids": ["one"]}),
    ],
)
@pytest.mark.parametrize("reverse", [False, True])
def test_what_may_be_wrong_with_two(
    tmp_path: Path, sound_lines: list[Line], other: Line, reverse: bool
) -> None:
    lines = [ONE, *sound_lines, other][:: -1 if reverse else 1]

    agree(spread(tmp_path, [b"".join(written(line, "canonical") + b"\n" for line in lines)]), 5000)


@LAW
@given(st.data())
def test_what_is_wrong_with_a_few_is_told_as_if_all_were_read(
    tmp_path: Path, sound_lines: list[Line], data: st.DataObject
) -> None:
    """Some of the lines are changed, doubled, or named by others."""
    lines = list(sound_lines)
    places = st.integers(0, len(lines) - 1)
    for _ in range(data.draw(st.integers(1, 4))):
        at, line = data.draw(places), lines[data.draw(places)]
        ident, kind = line.get("id", "nothing"), line["kind"]
        deed = data.draw(
            st.sampled_from(["change", "change", "double", "rename", "cut", "correct", "answer"])
        )
        if deed == "change":
            changes = OF_SOUND.get(kind, {"note": WORDS})
            name = data.draw(st.sampled_from(sorted(changes)))
            lines[at] = {**line, name: data.draw(st.sampled_from(changes[name]))}
        elif deed == "double":
            recorded = data.draw(st.sampled_from(["2026-11-01", "2026-11-27"]))
            lines[at] = {**line, "recorded": recorded} if "recorded" in line else line
        elif deed == "rename":
            lines[at] = {**lines[at], "id": ident}
        elif deed == "cut":
            del lines[at]
            lines.append(line)
        elif deed == "correct":
            to = data.draw(st.sampled_from([ident, "nothing"]))
            lines.append(complete({"kind": "correction", "corrects": to, "recorded": "2026-11-01"}))
        else:
            lines.append(complete({"kind": "reply", "to": ident, "by": "person-00003", "date": "2024-01"}))
    how = data.draw(st.sampled_from(["canonical", "compact", "spaced"]))
    agree(spread(tmp_path / "data", [b"".join(written(line, how) + b"\n" for line in lines)]), 5000)


def test_it_knows_every_check() -> None:
    assert _SIFTED == {check.code for check in CHECKS}


def test_it_knows_every_field_that_names_a_record_or_is_a_date() -> None:
    """What is new in the kinds of which there may be very many has to be known to `Facts` too."""
    fields = {
        kind: {
            ".".join(field.pattern)
            for field in (*reference_fields(CLASS_BY_KIND[kind]), *date_fields(CLASS_BY_KIND[kind]))
        }
        for kind in MANY
    }

    assert {
        "statement": {"speaker", "issue", "event", "demands.*", "date", "made_public", "sources.*.published"},
        "silence": {"actors.*", "issue", "date", "sources.*.published"},
        "tie": {"actor", "counterparty", "event", "date", "period", "sources.*.published"},
    } == fields


BASE = [complete({"kind": "dataset"}), complete({"kind": "person", "id": "ada"})]


def test_a_check_it_does_not_know_sees_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = spread(tmp_path, [b"".join(written(line, "canonical") + b"\n" for line in BASE)])
    assert sift(folder, TODAY) is not None
    monkeypatch.setattr(sift_module, "CHECKS", (*CHECKS, Check(test_it_knows_every_check, "error")))  # type: ignore[arg-type]

    assert sift(folder, TODAY) is None


def test_no_object_inside_a_record_has_a_kind() -> None:
    """Lines that are read together would else be taken for what they are not."""
    parts = {field.part for cls in RECORD_CLASSES for field in fields(cls).values() if field.pattern}

    assert [] == [part for part in parts if part and "kind" in part.model_fields]


def test_records_without_a_fault_are_never_made(
    tmp_path: Path, sound_lines: list[Line], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor are their lines read one by one."""
    folder = spread(tmp_path, [b"".join(written(line, "canonical") + b"\n" for line in sound_lines)])
    made: list[bytes] = []
    of_json = sift_module._record

    def record(line: bytes) -> Record:
        made.append(line)
        return of_json(line)

    monkeypatch.setattr(sift_module, "_record", record)
    for module, name in ((lines_module, "sound"), (facts_module, "parse")):
        monkeypatch.setattr(module, name, lambda *_: pytest.fail("read closely"))
    sift(folder, TODAY, block=5000)

    assert {b"statement", b"silence", b"tie"}.isdisjoint(line.split(b'"')[3] for line in made)


def test_little_is_kept_of_each_record(tmp_path: Path, sound_lines: list[Line]) -> None:
    many = [line for line in sound_lines if line["kind"] in MANY]
    content = b"".join(written(line, "canonical") + b"\n" for line in many)
    facts = Facts(TODAY)
    for block in range(10):
        facts.take(block, content)
    once = len(pickle.dumps(facts))
    for block in range(10, 20):
        facts.take(block, content)

    assert 40 > (len(pickle.dumps(facts)) - once) / (10 * len(many))


@pytest.mark.parametrize(
    "lines",
    [
        ["", ""],
        ['{"kind":"person","id":"a"', '"name":"A","memberships":[{"role":"x"}]}'],
        ['{"kind":"organization","id":"a","name":"A"},{"kind":"organization","id":"b","name":"B"}', ""],
        ['{"kind":"organization","id":"a","name":"A', '","note":"b"}'],
        ['{"kind":"organization","id":"a","id":"b","name":"A"}'] * 2,
        [
            '{"kind":"organization","id":"a","name":"A"}',
            '{"kind":"organization","id" :"a","id":"b","name":"A"}',
        ],
        ['{"kind":"organization","id":"a","name":"A "}', '{"kind":"organization","id":"b","name":"B"}'],
        ['{"kind":"organization","id":"a","name":"e\u0301"}', '{"kind":"organization","id":"b","name":"B"}'],
        ['{"kind":"organization","id":"b","name":"' + "b" * LONGEST_LINE + '"}'],
    ],
)
def test_lines_that_are_right_only_together_are_not_right(lines: list[str]) -> None:
    encoded = [line.encode() for line in lines]

    assert [sound(line) is not None for line in encoded] == [
        values is not None for values in read_lines(encoded)
    ]


def test_halves_of_a_character_in_two_lines_are_none() -> None:
    line = b'{"kind":"organization","id":"a","name":"A%s"}'

    assert [None, None] == read_lines([line % b"\xc3", line % b"\xa9"])


def test_what_can_not_be_read_is_read_whole(tmp_path: Path) -> None:
    folder = spread(tmp_path, [b"".join(written(line, "canonical") + b"\n" for line in BASE)])
    (tmp_path / "z.jsonl").symlink_to(tmp_path / "0.jsonl")

    assert sift(folder, TODAY) is None
    assert not is_large(Folder(tmp_path / "nowhere"))


def test_what_changes_while_it_is_read_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = spread(tmp_path, [b"".join(written(line, "canonical") + b"\n" for line in BASE)])

    def meanwhile(*given: Any) -> Dataset:
        (tmp_path / "0.jsonl").write_bytes(b"")
        return assemble(*given)

    monkeypatch.setattr(sift_module, "assemble", meanwhile)

    assert sift(folder, TODAY) is None


def test_only_some_days_are_kept_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(facts_module, "_MOST_DAYS", 2)
    days = facts_module.Days()

    assert [(0, 1), (1, 31), (2, 2), (1, 365)] == [
        days[text] for text in ("../0001-01-01", "0001-01", "0001-01-02", "0001")
    ]
    assert ["0001"] == list(days)


@pytest.mark.parametrize(("count", "found"), [(100, set()), (101, {7})])
def test_very_many_statements_of_a_pair_are_left_to_a_close_look(count: int, found: set[int]) -> None:
    assert found == alike(Said(7, 1, 1, f" {number} ", (number,)) for number in range(count))
