"""Exports of a dataset, and a server."""
