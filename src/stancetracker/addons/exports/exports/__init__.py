"""The exports CSV, Parquet, JSON-LD and FollowTheMoney."""
