"""A dataset as a folder of pages, and figures of reports."""
