"""The commands `archive`, `draft` and `scan`."""
