"""The keepers of copies of sources, a file a keeper.

A keeper compares quotes with the copies it has, and removes copies of the sources of redacted
records:

    def compare(connection: sqlite3.Connection, folder: Folder) -> tuple[list[Finding], str]:
    def forget(folder: Folder, connection: sqlite3.Connection, redacted: Set[str]) -> int:
"""

ADDONS = "keepers"
