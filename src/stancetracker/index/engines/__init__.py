"""Engines other than SQLite: our SQL in their words, over the tables that `export parquet` wrote."""
