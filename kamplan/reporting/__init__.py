"""The report that is handed on: gathered once, written as one HTML file and as a workbook."""
