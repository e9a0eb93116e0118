"""The figures of a panel as values, computed from what an index holds: a file a figure."""
