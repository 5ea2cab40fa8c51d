"""Panels: parts of a screen, one a file."""
