"""The engines other than SQLite, a file an engine, which answer from an export as an index does.

An engine has LIBRARIES that must be installed, by the names they are imported by, the EXTRA that
installs them, and a function that opens an export. An open export has a `manifest`, and takes
questions and SQL as a connection does:

    LIBRARIES = ("duckdb", "fsspec")
    EXTRA = "parquet"

    @contextmanager
    def opened(
        place: str, master: str | None = None, expected: str | None = None
    ) -> Iterator[Engine]:

`master` is the address of a cluster, `expected` the SHA-256 that the export's manifest must have.
"""

ADDONS = "engines"
