"""Words for faults of Excel workbooks."""

from kamplan.words import mark

WORKBOOKS: dict[str, tuple[str, str]] = {
    # workbooks
    "book-missing": (mark("there is no such workbook"), mark("Check the path.")),
    "book-kind": (
        mark("this is a spreadsheet of another format"),
        mark('Open it in your spreadsheet program and save it as "Excel workbook (.xlsx)".'),
    ),
    "book-locked": (
        mark("the workbook is protected by a password"),
        mark("Save it without one: File, Info, Protect Workbook."),
    ),
    "book-damaged": (
        mark("this is not a workbook, or it is damaged: {reason}"),
        mark("Open it in Excel, let it be repaired, and save it again."),
    ),
    "book-large": (
        mark("the workbook unpacks to more than {limit} MB"),
        mark("Use a plan folder, or remove what does not belong to the plan."),
    ),
    "book-vast": (
        mark("the sheet reaches to cell {cell}"),
        mark("Clear the stray cells to the right of and below the table."),
    ),
    "book-suffix": (
        mark("workbooks are written as .xlsx only"),
        mark("Give a name that ends in .xlsx, or one without a dot for a plan folder."),
    ),
    "book-there": (mark("the file is there already"), mark("Give another name, or move it.")),
    "book-rows": (
        mark("the table has {rows} rows, a sheet at most {most}"),
        mark("Use a plan folder: it has no such limit."),
    ),
    "book-text": (
        mark("the text is longer than the {most} characters a cell can hold"),
        mark("Shorten it, or use a plan folder."),
    ),
    "book-edited": (
        mark("a workbook is read and written as a whole, not edited here"),
        mark(
            "Take it into a workspace first, with kamplan import, or make a plan folder of it, "
            "with kamplan export."
        ),
    ),
    "book-workspace": (
        mark("a workspace is no workbook"),
        mark("Give a name that ends in .kamplan; to write a workbook use kamplan export."),
    ),
    "book-headings": (
        mark("a plan folder has English headings only"),
        mark("Leave out --headings, or give a target that ends in .xlsx."),
    ),
    "sheet-missing": (mark("the sheet is missing"), mark("Every plan needs it; add it.")),
    "sheet-empty": (
        mark("the sheet is empty"),
        mark("Give it a heading row, or remove the sheet."),
    ),
    "sheet-unknown": (
        mark("this is not a sheet of a plan"),
        mark("Rename it ({known}), or let its name begin with x_ if it is your own."),
    ),
    "sheet-same": (
        mark("the sheet {other} is the same table"),
        mark("Keep one of the two, or let the other's name begin with x_."),
    ),
    "heading-same": (
        mark("the heading {other} means the same column"),
        mark("Remove one of the two columns."),
    ),
    "no-heading": (
        mark("the column has no heading"),
        mark("Give it one, x_ first if it is your own, or clear its cells."),
    ),
    "setting-twice": (mark("the setting stands twice"), mark("Remove one of the two rows.")),
    "cell-formula": (
        mark("cell {cell} holds a formula whose value is not stored"),
        mark("Open the workbook in Excel and save it, or type the value."),
    ),
    "cell-error": (
        mark("the formula in cell {cell} ends in an error"),
        mark("Mend the formula, or type the value."),
    ),
    "folder-there": (
        mark("the folder is there already and not empty"),
        mark("Give another name, or empty it first."),
    ),
    "cannot-read": (
        mark("it cannot be read: {reason}"),
        mark("Check that it is there and may be read."),
    ),
    "file-missing": (mark("the file is missing"), mark("Every plan needs it; add it.")),
    "file-folder": (
        mark("this is a folder, and ought to be a file"),
        mark("Move it elsewhere, or give it another name."),
    ),
    "file-empty": (mark("the file is empty"), mark("Give it a heading row, or remove the file.")),
    "table-unknown": (
        mark("this is not a table of a plan"),
        mark("Rename it ({known}) or move it elsewhere."),
    ),
    "table-empty": (mark("the table has no rows"), mark("Add at least one.")),
    "not-text": (
        mark("this is not text in UTF-8 or GB18030"),
        mark('Save it as "CSV UTF-8" or plain text.'),
    ),
    "not-csv": (mark("the CSV cannot be read: {reason}"), mark("Check the quotes in this file.")),
    "not-toml": (mark("the TOML cannot be read: {reason}"), mark("Mend the line it names.")),
    "semicolons": (
        mark("the cells are separated by semicolons"),
        mark("Save it as CSV separated by commas."),
    ),
    "heading-twice": (mark("the heading stands twice"), mark("Remove one of the two columns.")),
    "heading-unknown": (
        mark("there is no such column"),
        mark("Columns are {known}; your own begin with x_."),
    ),
    "heading-missing": (mark("the column is missing"), mark("Add it.")),
    "row-long": (
        mark("the row has {cells} cells, the heading {columns}"),
        mark("Remove the extra cells, or quote a cell that holds a comma."),
    ),
}
