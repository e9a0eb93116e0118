"""The derived SQLite index: the only wing that runs SQL; typed rows come out."""
