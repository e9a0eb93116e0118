"""The description of a data package: its tables, and the question that they answer."""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

NAME: Final = "datapackage.json"
KEY: Final = "stancetracker"
"""The key under which the description has the question, and whether cells are defused."""
_PART: Final = re.compile(r"[a-z]+(?:_[a-z]+)*")


def described(folder: Path) -> tuple[list[str], Mapping[str, Any]]:
    """Return the names of a package's tables, and what its description has for this program."""
    description = json.loads((folder / NAME).read_bytes())
    for table in description["resources"]:
        # A name must not lead out of the folder: strangers may have written it.
        if not _PART.fullmatch(table["name"]) or table["path"] != f"{table['name']}.csv":
            raise ValueError(table["name"])
    return [table["name"] for table in description["resources"]], description[KEY]
