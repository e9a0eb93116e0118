"""`python -m stancetracker`: the same as the command `stancetracker`."""

from __future__ import annotations

import sys

from stancetracker.cli.app import main

if __name__ == "__main__":
    sys.exit(main())
