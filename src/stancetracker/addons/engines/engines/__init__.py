"""The engines DuckDB and Spark."""
