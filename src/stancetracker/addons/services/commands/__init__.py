"""The commands `mcp` and `serve`."""
