"""Files that are workbooks, by their names: known before anything is loaded."""

from pathlib import Path

XLSX = ".xlsx"
"""the one kind that is written."""
OTHERS = (".xlsm", ".xls", ".xlsb", ".ods")
"""kinds that are known as well; all but the first are refused, with a remedy."""


def is_workbook(path: Path) -> bool:
    """Whether a path is, by its name, a spreadsheet program's file; it need not be there."""
    return path.suffix.lower() in (XLSX, *OTHERS) and not path.is_dir()
