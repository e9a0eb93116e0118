"""DuckDB: one machine, from a folder or `s3://`."""

import glob
import hashlib
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

from stancetracker.addons.engines.engine import Engine, Parameters, Rows, View, engine_error
from stancetracker.base.plugins import require
from stancetracker.index.manifest import MANIFEST

LIBRARIES: Final = ("duckdb", "fsspec")
EXTRA: Final = "parquet"
_CONFIG: Final[dict[str, Any]] = {
    # Nothing is fetched, whatever the files hold.
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "default_null_order": "nulls_first_on_asc_last_on_desc",  # as in SQLite
    "temp_directory": tempfile.gettempdir(),  # not the folder that somebody is in
}


@contextmanager
def opened(place: str, master: str | None = None, expected: str | None = None) -> Iterator[Engine]:
    """Open the export in a folder, or at `s3://BUCKET/…`; `expected` is its manifest's SHA-256.

    Raises UsageError for another place, and with the cause of what can't be read or answered.
    """
    if place.startswith("s3://"):
        require("an address of s3://", ("s3fs",), "s3")
    import duckdb
    import fsspec

    scheme = place.partition("://")[0] if "://" in place else "file"
    errors: tuple[type[Exception], ...] = (duckdb.Error, OSError, ImportError)
    with duckdb.connect(":memory:", config=_CONFIG) as connection:
        try:
            if scheme not in ("file", "s3"):
                raise engine_error("DuckDB", f"{place} is neither a folder nor s3://BUCKET/…")
            storage = fsspec.filesystem(scheme)
            if scheme == "s3":
                from botocore.exceptions import BotoCoreError

                errors = (*errors, BotoCoreError)
                connection.register_filesystem(storage)
            yield _DuckDB(place.rstrip("/") or "/", connection, storage, expected)
        except errors as error:
            raise engine_error("DuckDB", error) from error


class _DuckDB(Engine):
    prefix = "$"

    def __init__(
        self, place: str, connection: Any, storage: Any, expected: str | None = None
    ) -> None:
        self._connection = connection
        self._storage = storage
        connection.execute("SET enable_progress_bar = false")  # it goes to stdout, among the rows
        connection.execute("CREATE MACRO julianday(day) AS julian(CAST(day AS DATE))")
        super().__init__(place, expected)

    def manifest_text(self) -> bytes:
        try:
            return bytes(self._storage.cat_file(f"{self.place}/{MANIFEST}"))
        except (FileNotFoundError, NotADirectoryError):
            return b""

    def sizes(self) -> Mapping[str, int]:
        folder_length = len(self._storage._strip_protocol(self.place)) + len("/")
        entries = self._storage.find(self.place, detail=True)
        return {path[folder_length:]: int(entry["size"]) for path, entry in entries.items()}

    def hashes(self, names: Sequence[str]) -> Mapping[str, str]:
        digests = {}
        for name in names:
            with self._storage.open(f"{self.place}/{name}", "rb") as file:
                digests[name] = hashlib.file_digest(file, "sha256").hexdigest()
        return digests

    def make_view(self, view: View) -> None:
        paths = [*map(glob.escape, view.paths)]
        rows = self._connection.read_parquet(paths, hive_partitioning=False)
        rows.filter(view.condition).project(", ".join(view.columns)).create_view(view.name)

    def run(self, text: str, parameters: Parameters = ()) -> Rows:
        self._connection.execute(text, parameters)
        rows = Rows(self._connection.fetchall())
        rows.description = self._connection.description
        return rows
