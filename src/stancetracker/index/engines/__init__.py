"""The engines other than SQLite, a file an engine, which answer from an export as an index does.

An engine has NEEDED, the libraries that must be installed and the extra that installs them, and a
function that opens an export. An open export has a `manifest`, and takes questions and SQL as a
connection does:

    NEEDED = (("duckdb", "fsspec"), "parquet")

    @contextmanager
    def opened(place: str, master: str | None = None) -> Iterator[Engine]:
"""

ADDONS = "engines"
