"""A dataset as a folder of pages that needs no server and no script."""
