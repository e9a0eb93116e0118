"""The standing rule on DuckDB, over exported Parquet files: the rows of SQLite, or an error."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.datasets import SHIPPED, complete, standings, write
from tests.depth import quick, tried
from tests.exporting import export
from tests.index import strategies
from tests.index.damages import DAMAGES, flip
from tests.index.strategies import DAYS, Line
from tests.index.test_standing import questions

from stancetracker.addons.exports.exports import parquet
from stancetracker.base.errors import UsageError
from stancetracker.index import manifest as manifests
from stancetracker.index import queries
from stancetracker.index.queries import Question, Standing
from stancetracker.ledger.folder import Folder
from stancetracker.reports.listing import listing
from stancetracker.reports.run import answer_exported

for library in ("duckdb", "fsspec", "pyarrow"):
    pytest.importorskip(library, reason=f"the extra parquet has {library}")

QUESTIONS = (
    Question("2026-11-25"),
    Question("2026-01-20"),
    Question("2026-01-25", None, "any"),
    Question("2026-02-10", "2026-11-01"),
    Question("2025-12-31"),
)


def by_duckdb(
    place: Path | str, question: Question, expected: str | None = None, **only: Any
) -> list[Standing]:
    from stancetracker.addons.engines.engines.duckdb import opened

    with opened(str(place), expected=expected) as engine:
        engine.set_question(question)
        connection: Any = engine
        return queries.standings(connection, **only)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(SHIPPED, "parquet", tmp_path_factory.mktemp("shipped") / "out")


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_shipped_dataset_has_the_same_rows(
    tmp_path: Path, out: Path, question: Question
) -> None:
    expected = standings(SHIPPED, tmp_path / "cache", question)

    if question.known_by is not None:
        out = export(SHIPPED, "parquet", tmp_path / "known", known_by=question.known_by)

    assert expected
    assert expected == by_duckdb(out, question)


@given(strategies.datasets(), questions, st.sampled_from(DAYS))
@settings(quick, max_examples=tried(2, 1000).max_examples)
def test_any_dataset_has_the_same_rows_whole_or_by_issue_from_exports_of_any_day(
    lines: list[Line], question: Question, day: str
) -> None:
    with TemporaryDirectory() as place:
        folder = write(Path(place, "data"), [complete({"kind": "dataset"}), *lines])
        expected, out = standings(folder, Path(place, "cache"), question), Path(place, "out")
        known: dict[str, Any] = {"known_by": question.known_by}
        whole = export(folder, "parquet", out / "whole", **known)

        assert expected == by_duckdb(whole, question)
        for name in ("bridge", "tunnel"):
            of_issue = [row for row in expected if row.issue == name]
            part = export(folder, "parquet", out / name, issues=(name,), as_of=day, **known)

            assert without_before(of_issue) == by_duckdb(part, question)
            assert of_issue == by_duckdb(whole, question, issues=(name,))


def without_before(rows: list[Standing]) -> list[Standing]:
    """Return rows without the words on other issues, which an export of one issue lacks."""
    return [row._replace(before=None, before_date=None, before_issue=None) for row in rows]


def test_one_issue_has_the_words_before_on_other_issues(tmp_path: Path, folder: Folder) -> None:
    """
    {"kind": "dataset"} {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge", "panel": ["ada"], "since": "2026-01-10"} {"kind": "issue", "id": "tunnel"}
    {"kind": "statement", "id": "s-1", "speaker": "ada", "issue": "tunnel", "date": "2026-01-02", "stance": "favor"}
    """
    out = export(folder, "parquet", tmp_path / "out")
    every_row = standings(folder, tmp_path / "cache", QUESTIONS[0])
    expected = [row for row in every_row if row.issue == "bridge"]

    assert ["tunnel"] == [row.before_issue for row in expected]
    assert expected == by_duckdb(out, QUESTIONS[0], issues=("bridge",))


def test_a_question_about_some_actors_has_their_rows(out: Path) -> None:
    rows = by_duckdb(out, QUESTIONS[0])
    actors = {"tim-cook", "sundar-pichai"}

    assert [row for row in rows if row.actor in actors] == by_duckdb(
        out, QUESTIONS[0], actors=actors
    )
    assert [] == by_duckdb(out, QUESTIONS[0], actors={"':no", ":as_of"})


def test_ids_that_look_like_numbers_or_null_stay_texts(tmp_path: Path, folder: Folder) -> None:
    """
    {"kind": "dataset"} {"kind": "person", "id": "ada"} {"kind": "organization", "id": "true"}
    {"kind": "issue", "id": "2026", "panel": ["ada"]} {"kind": "issue", "id": "null", "panel": ["true"]}
    {"kind": "statement", "speaker": "ada", "issue": "2026", "date": "2026-01-02", "stance": "favor"}
    {"kind": "silence", "actors": ["true"], "issue": "null", "date": "2026-01-02"}
    """
    out = export(folder, "parquet", tmp_path / "a [place]*' of its own")
    expected = standings(folder, tmp_path / "cache", QUESTIONS[0])

    assert ["spoke", "silent"] == [row.status for row in expected]
    assert expected == by_duckdb(out, QUESTIONS[0])


def test_panels_of_organizations_alone_are_asked_about_as_such(
    tmp_path: Path, folder: Folder
) -> None:
    """
    {"kind": "dataset"} {"kind": "organization", "id": "acme"} {"kind": "person", "id": "ada"}
    {"kind": "issue", "id": "bridge", "panel": ["acme"]}
    {"kind": "silence", "actors": ["acme"], "issue": "bridge", "date": "2026-01-02"}
    """
    out = export(folder, "parquet", tmp_path / "out")
    question = Question(QUESTIONS[0].as_of, statuses=("silent",))
    report = answer_exported(str(out), question, listing, engine="duckdb", day_asked=True)

    assert ["acme"] == [row.actor for row in report.section(None).rows]


@pytest.mark.parametrize("fault", DAMAGES)
def test_a_damaged_export_is_refused_with_the_name_of_the_file(
    tmp_path: Path, out: Path, fault: str
) -> None:
    copy = shutil.copytree(out, tmp_path / "copy")
    DAMAGES[fault](copy)

    with pytest.raises(UsageError) as refused:
        by_duckdb(copy, QUESTIONS[0])
    assert f"{copy}/{fault}, so nothing is answered" == refused.value.message


@pytest.mark.parametrize(
    "old,new", [("capitol-2021", "capitol-2020"), ("[]", '["a"]'), ('"public"', '"any"')]
)
def test_a_manifest_that_was_altered_is_refused(out: Path, old: str, new: str) -> None:
    text = (out / "export.json").read_text()
    assert old in text

    with pytest.raises(UsageError, match=r"here/export\.json was altered"):
        manifests.manifest("here", text.replace(old, new, 1).encode())


WHOLE = {
    "name": "person/0000.parquet",
    "rows": 1,
    "bytes": 1,
    "sha256": "",
    "first": "",
    "last": "",
}


def sealed_manifest(faults: dict[str, Any]) -> str:
    """Return a manifest with these faults under a valid hash."""
    sound = {
        "data_version": "1",
        "known_by": None,
        "narrowed_to": None,
        "issues": [],
        "files": [WHOLE],
    }
    content = {"kind": manifests.KIND, "schema": manifests.schema_number(), **sound, **faults}
    return json.dumps({**content, "sha256": manifests.seal(content)})


FILES: list[Any] = [[{}], [[]], 5, [{**WHOLE, "bytes": "x"}], [{**WHOLE, "first": None}]]
WRONG = [{"files": files} for files in FILES]
WRONG += [{"data_version": 1}, {"known_by": 5}, {"narrowed_to": []}, {"issues": [7]}]
TEXTS = [
    "",
    "{",
    "[]",
    "[" * 100_000,
    *map(sealed_manifest, WRONG),
]


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_a_manifest_with_a_wrong_field_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="no Parquet export in here"):
        manifests.manifest("here", text.encode())


@pytest.mark.parametrize("schema", [None, 1, "1", manifests.schema_number() + 1])
def test_an_export_of_another_version_of_the_program_has_one_clear_line(schema: Any) -> None:
    with pytest.raises(UsageError) as refused:
        manifests.manifest("here", sealed_manifest({"schema": schema, "files": None}).encode())

    assert (
        "here was exported by another version of the program, with other tables"
        == refused.value.message
    )
    assert "make it again with this version: stancetracker export parquet -o DIR" == (
        refused.value.hint
    )


def test_a_manifest_that_names_a_file_twice_is_refused() -> None:
    with pytest.raises(UsageError, match=r"here/export\.json names a file twice"):
        manifests.manifest("here", sealed_manifest({"files": [WHOLE, WHOLE]}).encode())


def forge(export: Path, file: str, rows: Callable[[Any], Any]) -> None:
    """Change the rows of a file of an export, and seal it anew, which needs no key."""
    import pyarrow.parquet

    rows_before = pyarrow.parquet.read_table(export / file)
    pyarrow.parquet.write_table(rows(rows_before), export / file)
    content = (export / file).read_bytes()
    manifest = json.loads((export / "export.json").read_bytes())
    [entry] = [entry for entry in manifest["files"] if entry["name"] == file]
    entry |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    manifest["sha256"] = manifests.seal(manifest)
    (export / "export.json").write_text(json.dumps(manifest))


def test_a_forged_export_is_answered_unless_the_hash_of_its_manifest_is_expected(
    tmp_path: Path, out: Path
) -> None:
    copy = shutil.copytree(out, tmp_path / "copy")
    digest = hashlib.sha256((copy / "export.json").read_bytes()).hexdigest()
    assert by_duckdb(out, QUESTIONS[0]) == by_duckdb(copy, QUESTIONS[0], digest)
    forge(copy, "statement/0000.parquet", lambda table: table.slice(0, 0))

    assert by_duckdb(out, QUESTIONS[0]) != by_duckdb(copy, QUESTIONS[0])
    with pytest.raises(
        UsageError, match=r"export\.json has the SHA-256 .*, so nothing is answered"
    ):
        by_duckdb(copy, QUESTIONS[0], digest)


@pytest.mark.parametrize("only", [{}, {"issues": ("minneapolis-immigration-operations",)}])
def test_an_export_with_an_id_twice_is_refused(
    tmp_path: Path, out: Path, only: dict[str, Any]
) -> None:
    import pyarrow

    copy = shutil.copytree(out, tmp_path / "copy")
    forge(copy, "silence/0000.parquet", lambda table: pyarrow.concat_tables([table, table]))

    with pytest.raises(UsageError, match=r"copy has the id [a-z0-9-]+ twice, so nothing is answ"):
        by_duckdb(copy, QUESTIONS[0], **only)


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Export 40 issues in several files a table, of several row groups each."""
    monkeypatch.setattr(parquet, "FILE_BYTES", 8_000)
    monkeypatch.setattr(parquet, "GROUP_ROWS", 20)
    lines: list[Line] = [{"kind": "dataset"}, {"kind": "person", "id": "ada"}]
    for number in range(40):
        lines.append({"kind": "issue", "id": f"issue-{number:02}", "panel": ["ada"]})
        lines += [
            {"kind": "statement", "id": f"s-{number}-{day}", "speaker": "ada", "issue": f"issue-{number:02}",
             "date": f"2026-01-{day:02}", "stance": "favor", "summary": f"Words {day * number}."}
            for day in range(1, 8)
        ]  # fmt: skip
    folder = write(tmp_path / "data", map(complete, lines))
    return export(folder, "parquet", tmp_path / "many")


def test_one_issue_reads_its_own_files_and_row_groups_and_all_statements(many: Path) -> None:
    from pyarrow.parquet import ParquetFile

    *_, last_file = files = sorted((many / "source").iterdir())
    *_, last_statements = sorted((many / "statement").iterdir())
    whole = by_duckdb(many, QUESTIONS[0])

    assert len(files) > 2
    for file in files:
        of_group = [
            {*ParquetFile(file).read_row_group(group, ["issue"])["issue"].to_pylist()}
            for group in range(ParquetFile(file).num_row_groups)
        ]
        assert sum(map(len, of_group)) == len(set.union(*of_group))  # no issue is cut
    flip(last_file)  # it isn't read, and so isn't hashed
    assert whole[:1] == by_duckdb(many, QUESTIONS[0], issues=("issue-00",))
    with pytest.raises(UsageError, match=f"{last_file.name} was altered"):
        by_duckdb(many, QUESTIONS[0], issues=("issue-39",))
    flip(last_statements)  # what was said before may be on any issue
    with pytest.raises(UsageError, match=f"statement/{last_statements.name} was altered"):
        by_duckdb(many, QUESTIONS[0], issues=("issue-00",))
    last_file.unlink()
    with pytest.raises(UsageError, match=f"source/{last_file.name} is missing"):
        by_duckdb(many, QUESTIONS[0], issues=("issue-00",))


def test_an_error_of_an_engine_names_its_cause(monkeypatch: pytest.MonkeyPatch, out: Path) -> None:
    from stancetracker.addons.engines.engines.duckdb import opened

    with (
        pytest.raises(UsageError, match=r"DuckDB can't answer: .*no_such_column"),
        opened(str(out)) as engine,
    ):
        engine.execute("SELECT no_such_column FROM main.person")


def test_duckdb_draws_no_progress_bar(out: Path) -> None:
    """Ask in a process of its own, since DuckDB draws none in a test."""
    statement = "print(engine.run(\"SELECT current_setting('enable_progress_bar')\"))"
    import_line = "from stancetracker.addons.engines.engines.duckdb import opened"
    text = f"{import_line}\nwith opened('{out}') as engine: {statement}"
    process = subprocess.run([sys.executable, "-c", text], capture_output=True, text=True)

    assert "[(False,)]\n" == process.stdout


def test_an_export_in_a_bucket_has_the_same_rows(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Moto's server answers for the bucket over HTTP."""
    server = pytest.importorskip("moto.server", reason="the group extra-tests has moto")
    s3fs = pytest.importorskip("s3fs", reason="the extra s3 has s3fs")
    bucket = server.ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    bucket.start()
    host, port = bucket.get_host_and_port()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{host}:{port}")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")  # don't wait for it after it stops
    try:
        storage = s3fs.S3FileSystem(skip_instance_cache=True)
        storage.mkdir("ledger")
        storage.put(str(out), "ledger/out", recursive=True)

        assert by_duckdb(out, QUESTIONS[0]) == by_duckdb("s3://ledger/out/", QUESTIONS[0])
        storage.cp_file("ledger/out/statement/0000.parquet", "ledger/out/statement/0001.parquet")
        with pytest.raises(
            UsageError, match=r"s3://ledger/out/statement/0001\.parquet is not part of the export"
        ):
            by_duckdb("s3://ledger/out", QUESTIONS[0])
        for place in ("s3://ledger/nowhere", "s3://nowhere/out"):
            with pytest.raises(UsageError, match=f"no Parquet export in {place}"):
                by_duckdb(place, QUESTIONS[0])
    finally:
        bucket.stop()
    with pytest.raises(UsageError, match=r"DuckDB can't answer: .*onnect"):
        by_duckdb("s3://ledger/out", QUESTIONS[0])
