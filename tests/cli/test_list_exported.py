"""`list --engine duckdb`: the bytes that `list` prints, and what an export can't answer."""

import hashlib
from pathlib import Path

import pytest
from tests.cli.conftest import Refused, Run
from tests.repositories import commit

pytestmark = pytest.mark.usefixtures("data", "here")
for library in ("duckdb", "fsspec", "pyarrow"):
    pytest.importorskip(library, reason=f"the extra parquet has {library}")


def test_it_prints_what_list_prints(run: Run) -> None:
    run("export", "parquet", "-o", "out")
    for flags in (
        (),
        ("-f", "table"),
        ("--audience", "any", "--spoke", "--csv"),
        ("--org", "Acme Steel", "--source", "example.org", "--json"),
        ("--person", "cyrus", "--issue", "the bridge", "--json"),
    ):
        expected = run("list", *flags)

        assert 0 == expected[0]
        assert expected == run("list", "--engine", "duckdb", "out", *flags)


def test_an_export_that_knows_nothing_after_a_day_is_asked_as_of_it(
    run: Run, refused: Refused
) -> None:
    run("export", "parquet", "--known-by", "2026-02-22", "-o", "out")
    exported = ("list", "--engine", "duckdb", "out", "--json")

    for flags in ((), ("--as-of", "2026-02-01")):
        known = run("list", "--known-by", "2026-02-22", *flags, "--json")
        assert known == run(*exported, *flags)
    for known_by in ("2026-01-22", "HEAD"):
        message = refused(*exported, "--known-by", known_by)
        assert "--known-by applies to a dataset, not to an export" in message
        assert f"stancetracker export parquet --known-by {known_by}" in message


def test_it_answers_from_the_export_alone_whose_seal_was_printed(
    run: Run, refused: Refused, here: Path
) -> None:
    status, printed, _ = run("export", "parquet", "-o", "out")
    digest, _, file = printed.rstrip("\n").partition("  ")
    exported = ("list", "--engine", "duckdb", "out", "--expect")

    assert (0, "out/export.json") == (status, file)
    assert hashlib.sha256((here / file).read_bytes()).hexdigest() == digest
    assert run("list") == run(*exported, digest) == run(*exported, digest.upper())
    assert (
        f"out/export.json has the SHA-256 {digest}, which is not the expected one,"
        " so nothing is answered" in refused(*exported, "0" * 64)
    )
    for short in (digest[:40], f"{digest}\n"):
        assert "--expect takes the 64 digits of a SHA-256" in refused(*exported, short)
    assert "--expect applies only to an export" in refused("list", "--expect", digest)


def test_what_an_export_can_not_answer_is_told(run: Run, refused: Refused) -> None:
    run("export", "parquet", "-o", "out")
    run("export", "parquet", "--issue", "bridge", "-o", "bridge")
    run("export", "parquet", "--spoke", "-o", "spoke")
    cases: list[tuple[tuple[str, ...], str]] = [
        ((), "--engine duckdb needs an export"),
        (("nowhere",), "no Parquet export in nowhere"),
        (("gs://bucket/out",), "gs://bucket/out is neither a folder nor s3://"),
        (("out", "-d", "."), "--data applies to a dataset, not to an export"),
        (("out", "--no-cache"), "--no-cache applies to a dataset, not to an export"),
        (("out", "--person", "nobody"), "unknown person: nobody"),
        (("out", "--master", "spark://here:7077"), "--master applies only to Spark"),
        (("bridge", "--issue", "toll"), "unknown issue: toll"),
        (("spoke",), "spoke holds only status spoke, so it can't count a panel"),
    ]
    for arguments, told in cases:
        assert told in refused("list", "--engine", "duckdb", *arguments)


def test_an_export_of_an_issue_says_that_it_holds_no_other(run: Run) -> None:
    run("export", "parquet", "--issue", "bridge", "-o", "bridge")
    exported = ("list", "--engine", "duckdb", "bridge")

    assert run("list", "--issue", "bridge", "--json") == run(*exported, "--json")
    assert (
        "The export holds only issue bridge; no other issue is in it."
        in run(*exported, "-f", "md")[1]
    )


def test_an_export_of_a_revision_is_asked_for_any_day(run: Run, data: Path) -> None:
    revision = commit(data)
    run(
        "export",
        "parquet",
        "-d",
        str(data),
        "--known-by",
        revision,
        "--as-of",
        "2026-01-20",
        "-o",
        "out",
    )

    assert run("list", "-d", str(data), "--json") == run(
        "list", "--engine", "duckdb", "out", "--json"
    )
