"""Servers of a dataset: to an assistant, and to a browser."""
