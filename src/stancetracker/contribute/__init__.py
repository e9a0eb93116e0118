"""Contributing: add, import, check and format records, and compare versions."""
