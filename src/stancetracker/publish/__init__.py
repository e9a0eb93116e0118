"""What a publisher does with a dataset: a site of it, exports, a server."""
