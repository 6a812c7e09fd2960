"""Formats in which translations travel between tools."""
