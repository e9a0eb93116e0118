"""Where today comes from: read once a run."""

from __future__ import annotations

import os
from functools import lru_cache

from stancetracker.base.dates import parse_day, utc_today


@lru_cache(maxsize=1)
def today() -> str:
    """Today in UTC, the same for the whole run; STANCETRACKER_TODAY sets another, for reproducible builds.

    Raises DateError when that is no day.
    """
    day = utc_today()
    return parse_day(os.environ.get("STANCETRACKER_TODAY") or day, day)
