"""A dataset, or a part of it, in foreign formats: a file a format."""
