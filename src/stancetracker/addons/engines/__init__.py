"""Engines that answer from Parquet files."""
