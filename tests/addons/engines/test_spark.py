"""The standing rule on Apache Spark, on a cluster of two workers: the rows of SQLite, or an error."""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from bench.generate import Shape, generate
from hypothesis import given, settings
from tests.datasets import SHIPPED, complete, standings, write
from tests.depth import quick, tried
from tests.exporting import export
from tests.index import strategies
from tests.index.damages import DAMAGES
from tests.index.strategies import Line
from tests.index.test_standing import questions

from stancetracker.base.errors import UsageError
from stancetracker.cli.app import main
from stancetracker.index import queries
from stancetracker.index.queries import Question, Standing
from stancetracker.ledger.folder import Folder

pytestmark = [
    pytest.mark.scale,
    pytest.mark.filterwarnings("default::ResourceWarning", "default::DeprecationWarning"),
]
pytest.importorskip("pyspark", reason="the extra scale has pyspark")
ISSUE = "iceout-letter-demands"
QUESTIONS = (Question("2026-01-25", None, "any"), Question("2026-02-10", "2026-11-01"))
PAGE = Path(__file__).parents[3] / "docs/scale.md"


@pytest.fixture(scope="module")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Start a cluster for these tests alone, and yield its URL."""
    if shutil.which("java") is None:
        pytest.skip("no Java")
    from tests.addons.engines.cluster import started

    with started(tmp_path_factory.mktemp("cluster")) as url:
        yield url


@pytest.fixture(scope="module")
def session(master: str) -> Iterator[Any]:
    """Open a session on that cluster; every later one is the same."""
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(master).config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.shuffle.partitions", "2")
    builder = builder.config("spark.driver.host", "127.0.0.1").config(
        "spark.driver.bindAddress", "127.0.0.1"
    )
    # One core leaves the other to what is submitted to the cluster.
    yield (
        session := builder.config("spark.cores.max", "1")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
    session.stop()


def by_spark(place: Path, question: Question, *issues: str) -> list[Standing]:
    from stancetracker.addons.engines.engines.spark import opened

    with opened(str(place)) as engine:
        engine.set_question(question)
        connection: Any = engine
        return queries.standings(connection, issues)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export the shipped dataset to a folder with an unusual name."""
    return export(SHIPPED, "parquet", tmp_path_factory.mktemp("shipped") / "a [place]* of its own")


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_shipped_dataset_has_the_same_rows(
    session: Any, tmp_path: Path, out: Path, question: Question
) -> None:
    expected = standings(SHIPPED, tmp_path / "cache", question)
    if question.known_by is not None:
        out = export(SHIPPED, "parquet", tmp_path / "known", known_by=question.known_by)

    assert expected
    assert expected == by_spark(out, question)
    assert [row for row in expected if row.issue == ISSUE] == by_spark(out, question, ISSUE)


@given(strategies.datasets(), questions)
@settings(quick, max_examples=tried(1, 20).max_examples)
def test_any_dataset_has_the_same_rows(session: Any, lines: list[Line], question: Question) -> None:
    with TemporaryDirectory() as place:
        folder = write(Path(place, "data"), [complete({"kind": "dataset"}), *lines])
        out = export(folder, "parquet", Path(place, "out"), known_by=question.known_by)

        assert standings(folder, Path(place, "cache"), question) == by_spark(out, question)


def test_twenty_thousand_statements_and_silences_have_the_same_rows(
    session: Any, tmp_path: Path
) -> None:
    """SQLite, DuckDB and Spark agree, row for row."""
    from tests.addons.engines.test_duckdb import by_duckdb

    question = Question("2026-05-01", "2026-11-01", "any")
    generate(44_000, tmp_path / "data", Shape(issues=40, silences=0.485))
    folder = Folder(tmp_path / "data")
    out = export(folder, "parquet", tmp_path / "out", known_by=question.known_by)
    expected = standings(folder, tmp_path / "cache", question)

    assert len(expected) > 10_000
    assert expected == by_duckdb(out, question)
    assert expected == by_spark(out, question)


def test_one_issue_is_answered_from_its_row_groups_and_all_statements(
    session: Any, out: Path
) -> None:
    from stancetracker.addons.engines.engines.spark import opened

    with opened(str(out)) as engine:
        engine.set_question(QUESTIONS[1])
        values = {"issue": ISSUE, **QUESTIONS[1].parameters}
        text, values = engine.prepared(queries.query_text("standing", issue=True), values)  # type: ignore[assignment]
        plan = session.sql(text, args=values)._jdf.queryExecution().executedPlan().toString()

    scans = re.findall(r"FileScan parquet \[([^\]]*)\]", plan)
    # Statements of all issues are read: they alone have a speaker.
    numbers = [
        re.findall(r"\bissue#(\d+)", columns) for columns in scans if "speaker#" not in columns
    ]
    of_issue = [number for [number] in filter(None, numbers)]
    assert len(of_issue) > 5, scans
    assert all(f"(issue#{number} = {ISSUE})" in plan for number in of_issue)
    assert len(of_issue) <= plan.count("PushedFilters: [IsNotNull(issue), ")


@pytest.mark.parametrize("fault", DAMAGES)
def test_a_damaged_export_is_refused_with_the_name_of_the_file(
    session: Any, tmp_path: Path, out: Path, fault: str
) -> None:
    copy = shutil.copytree(out, tmp_path / "copy")
    DAMAGES[fault](copy)

    with pytest.raises(UsageError) as refused:
        by_spark(copy, QUESTIONS[0])
    assert f"file://{copy}/{fault}, so nothing is answered" == refused.value.message


def test_a_folder_without_an_export_and_an_error_of_spark_are_usage_errors(
    session: Any, tmp_path: Path, out: Path
) -> None:
    from stancetracker.addons.engines.engines.spark import opened

    with pytest.raises(UsageError, match=f"no Parquet export in file://{tmp_path}"):
        by_spark(tmp_path, QUESTIONS[0])
    with (
        pytest.raises(UsageError, match=r"Spark can't answer: .*no_such_column"),
        opened(str(out)) as engine,
    ):
        engine.execute("SELECT no_such_column FROM main.person")


@pytest.mark.parametrize(
    "flags",
    [
        "--org microsoft --source techcrunch.com --all",
        "--issue minneapolis-immigration-operations --person cook",
    ],
)
def test_list_with_the_engine_spark_prints_what_list_prints(
    session: Any, tmp_path: Path, out: Path, flags: str
) -> None:
    flags_of_both = [*flags.split(), "--as-of", "2026-01-26", "--audience", "any"]
    by_sqlite, by_spark_file = tmp_path / "here.json", tmp_path / "there.json"

    assert 0 == main(["list", *flags_of_both, "-d", str(SHIPPED.path), "-o", str(by_sqlite)])
    assert 0 == main(
        ["list", *flags_of_both, "--engine", "spark", str(out), "-o", str(by_spark_file)]
    )
    assert len(by_sqlite.read_bytes()) > 500
    assert by_sqlite.read_bytes() == by_spark_file.read_bytes()


def test_the_script_of_the_docs_runs_as_printed(master: str, tmp_path: Path, out: Path) -> None:
    """Run it by spark-submit, with only the cluster and the paths filled in."""
    from tests.addons.engines.cluster import HOME, environment

    text = PAGE.read_text(encoding="utf-8")
    [script] = re.findall(r"```python\n(# ask\.py\n.*?)```", text, re.DOTALL)
    [command] = re.findall(r"^(spark-submit .*)$", text, re.MULTILINE)
    (tmp_path / "ask.py").write_text(script)
    command = command.replace("spark://HOST:7077", master).replace(
        "s3a://ledger/parquet", shlex.quote(str(out))
    )
    program, *arguments = shlex.split(command)
    assert program == "spark-submit"
    run = [str(HOME / "bin/spark-submit"), "--conf", "spark.cores.max=1", *arguments]
    process = subprocess.run(run, env=environment(), cwd=tmp_path, capture_output=True, text=True)
    assert 0 == process.returncode, process.stderr
    expected = [sys.executable, "-m", "stancetracker", *arguments[arguments.index("list") :]]
    expected = [word for word in expected if word not in ("--engine", "spark", str(out))]
    by_sqlite = subprocess.run(
        [*expected[:-1], "expected.json", "-d", str(SHIPPED.path)], cwd=tmp_path, check=True
    )

    assert by_sqlite.returncode == 0
    assert (tmp_path / "expected.json").read_bytes() == (tmp_path / arguments[-1]).read_bytes()
