"""The program with an index in which nothing can be searched for: what is measured as a load without full text.

python -m bench.without_search list --json -d DIR
"""

from __future__ import annotations

from unittest.mock import patch

GATHERER = "stancetracker.index.passages.gather"
"""What gathers the texts and indexes them."""

if __name__ == "__main__":
    from stancetracker.cli.app import program

    with patch(GATHERER, lambda *_: None):
        program()
