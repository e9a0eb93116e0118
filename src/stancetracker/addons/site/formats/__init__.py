"""The formats of figures."""
