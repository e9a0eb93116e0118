"""The reports, one a file: `stancetracker report NAME` calls `report` in the file NAME."""

ADDONS = "reports"
