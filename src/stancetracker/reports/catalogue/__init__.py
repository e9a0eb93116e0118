"""The reports, one a file: `stancetracker report NAME` calls the function `report` of the file NAME."""

ADDONS = "reports"
