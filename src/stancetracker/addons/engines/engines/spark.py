"""Apache Spark: many machines, from a place that all of them can read.

Such are `s3a://…`, `hdfs://…` and a shared folder.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from stancetracker.addons.engines.engine import Engine, Parameters, Rows, View, engine_error
from stancetracker.index.manifest import MANIFEST

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

LIBRARIES: Final = ("pyspark",)
EXTRA: Final = "scale"
_SESSION_CONFIG: Final = {
    "spark.sql.ansi.enabled": "true",
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",
}
_START_CONFIG: Final[dict[str, Any]] = {
    "spark.log.level": "ERROR",
    "spark.ui.showConsoleProgress": "false",
    # Not in the folder that somebody is in.
    "spark.sql.warehouse.dir": f"{tempfile.gettempdir()}/spark-warehouse",
}
_JULIAN: Final = "FUNCTION julianday(day STRING) RETURNS INT RETURN unix_date(CAST(day AS DATE))"
_PATTERN: Final = re.compile(r"([\\*?{}\[\]])")
"""The characters that Hadoop takes for a pattern in a path."""


@contextmanager
def opened(place: str, master: str | None = None, expected: str | None = None) -> Iterator[Engine]:
    """Open an export on the cluster of this master; `expected` is its manifest's SHA-256.

    Without one, on what `spark-submit` set, else on all cores of this machine.
    Raises UsageError with the cause of what can't be read or answered.
    """
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.logger import PySparkLogger
    from pyspark.sql import SparkSession

    # It would print the whole plan of a query that fails; the error already has the cause.
    PySparkLogger.getLogger("SQLQueryContextLogger").setLevel("CRITICAL")
    try:
        builder = SparkSession.builder.appName("stancetracker").config(map=_START_CONFIG)
        if master:
            builder = builder.master(master)
        yield _Spark(place, builder.getOrCreate(), expected)
    except (PySparkException, Py4JError) as error:
        raise engine_error("Spark", error) from error


class _Spark(Engine):
    def __init__(self, place: str, session: SparkSession, expected: str | None = None) -> None:
        self._session = session
        for name, value in _SESSION_CONFIG.items():
            session.conf.set(name, value)
        session.sql(f"CREATE OR REPLACE TEMPORARY {_JULIAN}")
        address = place if "://" in place else f"file://{Path(place).absolute()}"
        super().__init__(address, expected)

    def manifest_text(self) -> bytes:
        from pyspark.errors import AnalysisException

        try:
            [row] = self._binary_files([MANIFEST]).select("content").collect()
            return bytes(row.content)
        except AnalysisException:
            return b""

    def sizes(self) -> Mapping[str, int]:
        rows = self._binary_files([""]).select("path", "length").collect()
        sizes = {row.path: row.length for row in rows}
        # Another manifest may lie deeper.
        manifest_path = min((path for path in sizes if path.endswith(f"/{MANIFEST}")), key=len)
        folder_length = len(manifest_path) - len(MANIFEST)
        return {path[folder_length:]: size for path, size in sizes.items()}

    def hashes(self, names: Sequence[str]) -> Mapping[str, str]:
        if not names:
            return {}
        rows = (
            self._binary_files(names).selectExpr("path", "sha2(content, 256) AS sha256").collect()
        )
        return {_table_and_file(row.path): row.sha256 for row in rows}

    def _binary_files(self, names: Sequence[str]) -> DataFrame:
        reader = self._session.read.format("binaryFile").option("recursiveFileLookup", "true")
        return reader.load([_escaped(f"{self.place}/{name}") for name in names])

    def make_view(self, view: View) -> None:
        rows = self._session.read.parquet(*map(_escaped, view.paths))
        rows.where(view.condition).selectExpr(*view.columns).createOrReplaceTempView(view.name)

    def run(self, text: str, parameters: Parameters = ()) -> Rows:
        values: Any = dict(parameters) if isinstance(parameters, Mapping) else [*parameters]
        frame = self._session.sql(text, args=values or None)
        rows = Rows(map(tuple, frame.collect()))
        rows.description = [(name,) for name in frame.columns]
        return rows


def _table_and_file(path: str) -> str:
    """Return the name in the export of a file in a table's folder: `statement/0000.parquet`."""
    return "/".join(path.rsplit("/", 2)[1:])


def _escaped(path: str) -> str:
    return _PATTERN.sub(r"\\\1", path)
