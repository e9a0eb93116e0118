"""Apache Spark: many machines, from what all of them can read (`s3a://…`, `hdfs://…`, a shared folder)."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stancetracker.addons.engines.engine import Engine, Parameters, Rows, failed, issue_asked
from stancetracker.index.manifest import MANIFEST

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

NEEDED: Final = (("pyspark",), "scale")
_CONFIG: Final = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
}
_STARTED: Final[dict[str, Any]] = {
    "spark.log.level": "ERROR",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.warehouse.dir": f"{tempfile.gettempdir()}/spark-warehouse",  # not in the folder that somebody is in
}
_JULIAN: Final = "FUNCTION julianday(day STRING) RETURNS INT RETURN unix_date(CAST(day AS DATE))"
_BROADCAST: Final = "spark.sql.autoBroadcastJoinThreshold"
_PATTERN: Final = re.compile(r"([\\*?{}\[\]])")
"""The characters that Hadoop takes for a pattern in a path."""


@contextmanager
def opened(place: str, master: str | None = None) -> Iterator[Engine]:
    """Open an export on the cluster of this master, else on what `spark-submit` set, else on all cores here.

    Raises UsageError with the cause of what can't be read or answered.
    """
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.logger import PySparkLogger
    from pyspark.sql import SparkSession

    # It would print the whole plan of a query that fails; the error already has the cause.
    PySparkLogger.getLogger("SQLQueryContextLogger").setLevel("CRITICAL")
    try:
        builder = SparkSession.builder.appName("stancetracker").config(map=_STARTED)
        yield _Spark(place, (builder.master(master) if master else builder).getOrCreate())
    except (PySparkException, Py4JError) as error:
        raise failed("Spark", error) from error


class _Spark(Engine):
    def __init__(self, place: str, session: SparkSession) -> None:
        self._session = session
        for name, value in _CONFIG.items():
            session.conf.set(name, value)
        session.sql(f"CREATE OR REPLACE TEMPORARY {_JULIAN}")
        super().__init__(place if "://" in place else f"file://{Path(place).absolute()}")

    def text(self) -> str:
        from pyspark.errors import AnalysisException

        try:
            file = _escaped(f"{self.place}/{MANIFEST}")
            return str(self._session.read.text(file, wholetext=True).collect()[0].value)
        except AnalysisException:
            return ""

    def sizes(self) -> Mapping[str, int]:
        found = {
            row.path: row.length for row in self._files([""]).select("path", "length").collect()
        }
        top = min((path for path in found if path.endswith(f"/{MANIFEST}")), key=len)
        return {path[len(top) - len(MANIFEST) :]: size for path, size in found.items()}

    def hashes(self, names: Sequence[str]) -> Mapping[str, str]:
        if not names:
            return {}
        found = self._files(names).selectExpr("path", "sha2(content, 256) AS sha256").collect()
        return {"/".join(row.path.rsplit("/", 2)[1:]): row.sha256 for row in found}

    def _files(self, names: Sequence[str]) -> DataFrame:
        reader = self._session.read.format("binaryFile").option("recursiveFileLookup", "true")
        return reader.load([_escaped(f"{self.place}/{name}") for name in names])

    def view(
        self, table: str, files: Sequence[str], columns: Sequence[str], where: str, few: bool
    ) -> None:
        frame = self._session.read.parquet(*map(_escaped, files)).where(where).selectExpr(*columns)
        # In one partition, nothing has to be shuffled.
        (frame.coalesce(1) if few else frame).createOrReplaceTempView(table)

    def run(self, text: str, parameters: Parameters = ()) -> Rows:
        # The rows of one issue are few, so they are joined where they are, whatever Spark expects.
        self._session.conf.set(
            _BROADCAST, "10m" if issue_asked(parameters) is None else str(2**63 - 1)
        )
        values: Any = dict(parameters) if isinstance(parameters, Mapping) else [*parameters]
        frame = self._session.sql(text, args=values or None)
        rows = Rows(map(tuple, frame.collect()))
        rows.description = [(name,) for name in frame.columns]
        return rows


def _escaped(path: str) -> str:
    return _PATTERN.sub(r"\\\1", path)
