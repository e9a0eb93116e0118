"""Exports of a dataset in foreign formats."""
