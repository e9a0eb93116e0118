"""The description of a data package: its tables, and the question that they answer."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

NAME: Final = "datapackage.json"
KEY: Final = "stancetracker"
"""The key under which the description has the question, and whether cells are defused."""
_TABLE_NAME: Final = re.compile(r"[a-z]+(?:_[a-z]+)*")


class Description(NamedTuple):
    """The description of a package: the names of its tables, and what this program wrote in it."""

    tables: list[str]
    facts: Mapping[str, Any]


def described(content: bytes) -> Description:
    """Return what the content of a `datapackage.json` says.

    Raises ValueError for a table that lies elsewhere, and whatever another file makes it raise.
    """
    document = json.loads(content)
    for table in document["resources"]:
        # A name must not lead out of the folder: strangers may have written it.
        if not _TABLE_NAME.fullmatch(table["name"]) or table["path"] != f"{table['name']}.csv":
            raise ValueError(table["name"])
    return Description([table["name"] for table in document["resources"]], document[KEY])
