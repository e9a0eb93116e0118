"""The command `site`."""
