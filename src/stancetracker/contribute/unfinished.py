"""The draft of a record whose questions were left: a file of JSON to edit, or to go on from."""

import json
import os
import zlib
from collections.abc import Mapping
from functools import reduce
from operator import getitem
from pathlib import Path
from typing import Any

from stancetracker.base.errors import UsageError
from stancetracker.contribute import flags
from stancetracker.index.cache import cache_folder


class Draft:
    """The draft for a dataset in a folder, if there is one."""

    def __init__(self, folder: Path) -> None:
        key = os.path.realpath(folder).encode("utf-8", "surrogateescape")
        self.path = cache_folder() / f"draft-{zlib.crc32(key):08x}.json"

    def answers(self) -> dict[str, Any]:
        """Return the kind and the answers by the names of flags; empty where there is no draft.

        Raises UsageError where it says more, after editing, than questions ask for.
        """
        try:
            made: Any = json.loads(self.path.read_bytes())
            kind, found = str(made["kind"]), dict[str, Any]()
            for flag in flags.flags(kind):
                try:
                    found[flag.name] = reduce(getitem, flag.way, made)
                except LookupError:
                    continue
            if flags.record(kind, found) == made:
                return {"kind": kind, **found}
        except OSError:
            return {}
        except (ValueError, TypeError, LookupError, RecursionError):
            pass
        hint = f"add it: stancetracker add --json {self.path}, or delete it"
        raise UsageError(f"questions can't go on with the draft in {self.path}", hint)

    def keep(self, answers: Mapping[str, Any]) -> str:
        """Write the answers down, and return where; where that can't be done, what they are."""
        made = flags.record(answers["kind"], answers)
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.path.write_text(
                f"{json.dumps(made, ensure_ascii=False, indent=2)}\n", "utf-8", "surrogateescape"
            )
        except OSError as error:
            return f"no draft can be kept ({error.strerror}): {json.dumps(made, ensure_ascii=False)}"
        return f"a draft is kept in {self.path}; the next `stancetracker add` offers it"

    def drop(self) -> None:
        """Delete the draft, if there is one."""
        self.path.unlink(missing_ok=True)
