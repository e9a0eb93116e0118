"""Wrong lines: each is reported with its file and line, and no answer or write is based on it."""

import json
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cli.conftest import Run
from tests.datasets import complete, write
from tests.depth import often
from tests.faults.injection import contents
from tests.hostile import commands, records, screens
from tests.hostile.lines import BROKEN, MENDED, WRONG, Bad, each

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
# Nothing is wrong with the line itself, which `fmt` looks at.
OF_THE_WHOLE = frozenset({"unknown-reference", "wrong-kind-reference", "duplicate-id"})
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
    file.write_bytes(b"".join([*there[:at], bad.written, *there[at:]]))
    return file, at + 1


def told(run: Run, bad: Bad, number: int) -> None:
    """Assert that `check` reports the line with its location."""
    for name in ("text", "json"):
        status, out, err = run("check", "-d", "../data", "-f", name)
        screens.ended(status, out, err)
        screens.JUDGES[name](out)
        assert 1 == status
        if name == "text":
            assert f"all.jsonl:{number}:" in out, (bad, out)
        if name == "json":
            codes = {row["code"] for row in screens.strictly(out) if row["line"] == number}
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
        (here / "given.jsonl").write_bytes(b"".join([*given_[:at], one.written, *given_[at:]]))
        for arguments in (("add", "--json", "given.jsonl"), ("import", "given.jsonl", *strictly)):
            status, out, err = run(*arguments, "-d", "../data")
            screens.ended(status, out, err)
            assert status in {1, 2}, (arguments, one)
            place = f"given.jsonl:{at + 1}:" if arguments[0] == "add" else f"line {at + 1} rejected: "
            assert place in err or "--strict" in arguments, (arguments, one, err)
            assert before == contents(data), (arguments, one)


@often(1, 100)
@given(each((*BROKEN, *WRONG)), st.randoms(use_true_random=False))
def test_import_takes_all_but_what_is_wrong(
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
    added = [
        json.loads(line)["id"] for line in (data / "organizations.jsonl").read_text("utf-8").splitlines()
    ]
    assert sorted(added) == [f"new-{number}" for number in range(3)]
    assert 0 == run("check", "-d", "../data")[0]
