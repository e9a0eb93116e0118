"""The program with an index in which nothing can be searched for: what is measured as a load without full text.

python -m bench.without_search list --json -d DIR
"""

from __future__ import annotations

import sys
from importlib import import_module
from unittest.mock import patch

GATHERS = ("stancetracker.index.passages", "gather"), ("stancetracker.index.build", "_insert_passages")
"""What gathers the texts and indexes them; whichever there is."""


def gatherer() -> str:
    """The name of what gathers the texts.

    Raises LookupError when there is none of these: nothing would be left out.
    """
    for module, name in GATHERS:
        try:
            if hasattr(import_module(module), name):
                return f"{module}.{name}"
        except ModuleNotFoundError:
            continue
    raise LookupError("nothing gathers texts any more: name what does in bench/without_search.py")


if __name__ == "__main__":
    from stancetracker.cli.app import main

    with patch(gatherer(), lambda *_: None):
        sys.exit(main(sys.argv[1:]))
