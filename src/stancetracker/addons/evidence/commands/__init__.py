"""The commands `archive`, `draft`, `scan` and `watch`."""
