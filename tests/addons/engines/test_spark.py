"""The standing rule on Apache Spark, on a standalone cluster of two workers: the rows that SQLite gives, or none."""

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
from bench.generate import generate
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
    """The URL of a cluster that is there for these tests alone."""
    if shutil.which("java") is None:
        pytest.skip("no Java")
    from tests.addons.engines.cluster import started

    with started(tmp_path_factory.mktemp("cluster")) as url:
        yield url


@pytest.fixture(scope="module")
def session(master: str) -> Iterator[Any]:
    """A session on that cluster; what opens one later gets it."""
    from pyspark.sql import SparkSession

    made = SparkSession.builder.master(master).config("spark.ui.enabled", "false")
    made = made.config("spark.sql.shuffle.partitions", "2")
    made = made.config("spark.driver.host", "127.0.0.1").config(
        "spark.driver.bindAddress", "127.0.0.1"
    )
    # One core, for what else is submitted to the cluster.
    yield (
        found := made.config("spark.cores.max", "1")
        .config("spark.log.level", "ERROR")
        .getOrCreate()
    )
    found.stop()


def by_spark(place: Path, asked: Question, *issues: str) -> list[Standing]:
    from stancetracker.addons.engines.engines.spark import opened

    with opened(str(place)) as engine:
        engine.set_question(asked)
        connection: Any = engine
        return queries.standings(connection, issues)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped dataset, exported to a folder with a name of its own."""
    return export(SHIPPED, "parquet", tmp_path_factory.mktemp("shipped") / "a [place]* of its own")


@pytest.mark.parametrize("asked", QUESTIONS)
def test_the_shipped_dataset_has_the_same_rows(
    session: Any, tmp_path: Path, out: Path, asked: Question
) -> None:
    expected = standings(SHIPPED, tmp_path / "cache", asked)

    assert expected
    assert expected == by_spark(out, asked)
    assert [one for one in expected if one.issue == ISSUE] == by_spark(out, asked, ISSUE)


def test_a_part_has_the_rows_of_its_issue(session: Any, tmp_path: Path) -> None:
    part = export(SHIPPED, "parquet", tmp_path / "part", issues=(ISSUE,))
    expected = standings(SHIPPED, tmp_path / "cache", QUESTIONS[0])

    assert [one for one in expected if one.issue == ISSUE] == by_spark(part, QUESTIONS[0])


@given(strategies.datasets(), questions)
@settings(quick, max_examples=tried(3, 20).max_examples)
def test_any_dataset_has_the_same_rows(session: Any, lines: list[Line], asked: Question) -> None:
    with TemporaryDirectory() as place:
        folder = write(Path(place, "data"), [complete({"kind": "dataset"}), *lines])
        out = export(folder, "parquet", Path(place, "out"))

        assert standings(folder, Path(place, "cache"), asked) == by_spark(out, asked)


def test_twenty_thousand_statements_and_looks_have_the_same_rows(
    session: Any, tmp_path: Path
) -> None:
    """SQLite, DuckDB and Spark agree, row for row."""
    from tests.addons.engines.test_engines import by_duckdb

    asked = Question("2026-05-01", "2026-11-01", "any")
    generate(44_000, tmp_path / "data", issues=40, silences=0.485)
    folder = Folder(tmp_path / "data")
    out = export(folder, "parquet", tmp_path / "out")
    expected = standings(folder, tmp_path / "cache", asked)

    assert len(expected) > 10_000
    assert expected == by_duckdb(out, asked)
    assert expected == by_spark(out, asked)


def test_one_issue_is_answered_from_its_row_groups_without_a_shuffle(
    session: Any, out: Path
) -> None:
    from stancetracker.addons.engines.engines.spark import opened

    with opened(str(out)) as engine:
        engine.set_question(QUESTIONS[1])
        values = {"issue": ISSUE, **QUESTIONS[1].parameters}
        text, values = engine.prepared(queries.query_text("standing", issue=True), values)  # type: ignore[assignment]
        engine.run(text, values)
        plan = session.sql(text, args=values)._jdf.queryExecution().executedPlan().toString()
    assert not re.search(r"Exchange (hash|range)partitioning|Exchange SinglePartition", plan)
    scanned = re.findall(r"FileScan parquet \[[^\]]*\bissue#(\d+)", plan)
    assert len(scanned) > 10
    assert all(f"(issue#{number} = {ISSUE})" in plan for number in scanned)
    assert len(scanned) == plan.count("PushedFilters: [IsNotNull(issue), ")


@pytest.mark.parametrize("fault", DAMAGES)
def test_a_damaged_export_is_refused_with_the_name_of_the_file(
    session: Any, tmp_path: Path, out: Path, fault: str
) -> None:
    copy = shutil.copytree(out, tmp_path / "copy")
    DAMAGES[fault](copy)

    with pytest.raises(UsageError) as refused:
        by_spark(copy, QUESTIONS[0])
    assert f"file://{copy}/{fault}, so nothing is answered" == refused.value.message


def test_what_is_no_export_and_what_spark_can_not_do_is_told(
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
        "--org microsoft --source techcrunch.com --all --actors any",
        "--issue minneapolis-immigration-operations --person cook",
    ],
)
def test_the_command_prints_what_list_prints(
    session: Any, tmp_path: Path, out: Path, flags: str
) -> None:
    asked = [*flags.split(), "--as-of", "2026-01-26", "--audience", "any"]
    here, there = tmp_path / "here.json", tmp_path / "there.json"

    assert 0 == main(["list", *asked, "-d", str(SHIPPED.path), "-o", str(here)])
    assert 0 == main(["list", *asked, "--engine", "spark", str(out), "-o", str(there)])
    assert len(here.read_bytes()) > 500
    assert here.read_bytes() == there.read_bytes()


def test_the_script_of_the_docs_runs_as_printed(master: str, tmp_path: Path, out: Path) -> None:
    """By spark-submit, with only the cluster and the places put in."""
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
    done = subprocess.run(run, env=environment(), cwd=tmp_path, capture_output=True, text=True)
    assert 0 == done.returncode, done.stderr
    expected = [sys.executable, "-m", "stancetracker", *arguments[arguments.index("list") :]]
    expected = [word for word in expected if word not in ("--engine", "spark", str(out))]
    by_sqlite = subprocess.run(
        [*expected[:-1], "expected.json", "-d", str(SHIPPED.path)], cwd=tmp_path, check=True
    )

    assert by_sqlite.returncode == 0
    assert (tmp_path / "expected.json").read_bytes() == (tmp_path / arguments[-1]).read_bytes()
