"""The reports: a file each; the name after `stancetracker report` is the file's, its function `report` makes it."""
