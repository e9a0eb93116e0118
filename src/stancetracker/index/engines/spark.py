"""The standing rule on Apache Spark, over exported Parquet files that a cluster can read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from stancetracker.index import parquet
from stancetracker.index.engines import transpiled
from stancetracker.index.queries import Question

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

CONFIG: Final = {
    # An issue may be called 2026.
    "spark.sql.sources.partitionColumnTypeInference.enabled": "false",
}
"""What a session must be set to."""


def standings(session: SparkSession, place: str, asked: Question, *, narrowed: bool = False) -> DataFrame:
    """A row for each actor and issue, with the columns of the view `standing`.

    `place` is the export's folder as the cluster sees it (a path, `hdfs://…`, `s3a://…`).
    """
    for name, value in CONFIG.items():
        session.conf.set(name, value)
    for sheet in parquet.tables(narrowed):
        session.read.parquet(f"{place}/{sheet.name}").createOrReplaceTempView(sheet.name)
    return session.sql(transpiled.rule("spark", asked, narrowed=narrowed))
