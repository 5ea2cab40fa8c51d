"""Sheets: what a mode shows in its grid, one at a time, like the sheets of a workbook."""
