"""The words for every fault and every missed expectation, in the user's language."""

from kamplan.plan.faults import Fault
from kamplan.whatif.expectations import Missed
from kamplan.words import _, mark, plain

FAULTS: dict[str, tuple[str, str]] = {
    # files
    "no-folder": (mark("there is no such folder"), mark("Give the path of a plan folder.")),
    "no-plans": (
        mark("no plan folder is here or below"),
        mark("A plan folder holds a plan.toml; make one with: kamplan new"),
    ),
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
    # cells
    "missing-value": (mark("the cell is empty"), mark("Give a value.")),
    "not-a-number": (mark("this is not a number"), mark("Write digits only, such as 1200.5.")),
    "not-a-switch": (mark("this is neither on nor off"), mark("Write true or false.")),
    "thousands": (
        mark("this number has thousands separators"),
        mark("Write it without them, such as 1200.5."),
    ),
    "percent": (mark("this is a percentage"), mark("Write a share: 15 % is 0.15.")),
    # a plan folder in the terminal
    "folder-changed": (
        mark("the file was changed outside while edits of it were being made here"),
        mark("Close and export the workspace in .kamplan to keep your edits, or undo them."),
    ),
    "folder-and-desk": (
        mark("{files} was changed outside, and edited through kamplan as well"),
        mark(
            "To keep the edits, export {workspace} and put its files in place; to "
            "keep the files as they are, delete the folder .kamplan."
        ),
    ),
    "scenario-needed": (
        mark("other scenarios build on it: {others}"),
        mark("Delete those first, or let them extend another."),
    ),
    "scenario-base": (
        mark("base is the plan itself"),
        mark("Make a scenario on top of it."),
    ),
    "decimal-comma": (
        mark("this can be read in two ways"),
        mark("Use a point for decimals: 1.5."),
    ),
    "change-typed": (
        mark("this is not a change"),
        mark("Write it like +10%, -5%, *0.7, +200 or -50."),
    ),
    "not-finite": (mark("this is not a finite number"), mark("Leave the cell empty for no limit.")),
    "not-whole": (mark("this is not a whole number"), mark("Write a whole number.")),
    "too-large": (mark("the number is too large"), mark("Use at most 1e12; check the unit.")),
    "below": (mark("the number is below {limit}"), mark("Use {limit} or more.")),
    "not-above": (mark("the number is not above {limit}"), mark("Use more than {limit}.")),
    "above": (mark("the number is above {limit}"), mark("Use {limit} or less; 15 % is 0.15.")),
    "not-a-choice": (mark("this is not one of the choices"), mark("Use one of {choices}.")),
    "odd-id": (
        mark("an identifier may not hold ; or | or control characters"),
        mark("Use letters, digits, - and _."),
    ),
    "duplicate": (mark("the key stands in row {first} already"), mark("Keep one of the two rows.")),
    # weeks
    "week-form": (mark("this is not an ISO week"), mark("Write it like 2026-W49.")),
    "week-not-there": (mark("this week does not exist"), mark("That year has fewer weeks.")),
    "week-outside": (
        mark("the week is outside the plan's horizon"),
        mark("Use {first} to {last}, or change first_week and weeks in plan.toml."),
    ),
    "week-order": (mark("the range ends before it begins"), mark("Put the earlier week first.")),
    # references
    "unknown-account": (
        mark("no such account is in accounts.csv"),
        mark("Add the account, or mend the name."),
    ),
    "unknown-product": (
        mark("no such product is in products.csv"),
        mark("Add the product, or mend the name."),
    ),
    "unknown-curve": (
        mark("no such curve is in curves.csv"),
        mark("Add its points there, or mend the name."),
    ),
    "curve-and-shape": (
        mark("the row follows the curve {curve}, and a shape beside it would count for nothing"),
        mark("Leave shape empty to follow the curve, or empty curve to follow the shape."),
    ),
    "curve-origin": (
        mark("a curve starts at nothing: no effort has no effect"),
        mark("Write 0, or leave the point out."),
    ),
    "curve-effort-twice": (
        mark("the point {point} of this curve has the same effort"),
        mark("Keep one of the two points; for a step put them a little apart."),
    ),
    "curve-falls": (
        mark("more effort would have less effect than at the point {point}"),
        mark("Raise the effect, or lower the one before it: a curve may be flat, but never falls."),
    ),
    "curve-flat": (
        mark("the curve {curve} never rises above 0"),
        mark("Give at least one of its points an effort and an effect above 0."),
    ),
    "unknown-in-list": (mark("there is no such name"), mark("Known are {known}.")),
    "where-form": (
        mark("the selection cannot be read"),
        mark("Write it like tier=A|B;region=East."),
    ),
    "where-twice": (mark("{name} stands twice in the selection"), mark("Join the values with |.")),
    "where-column": (
        mark("there is no such attribute"),
        mark("Use a column of the table, its account or its product."),
    ),
    "where-value": (mark("no row has this {name}"), mark("Mend the value.")),
    "where-number": (mark("{name} is a number"), mark("Give a number.")),
    "empty-group": (mark("the selection is empty"), mark("A rule needs at least one account.")),
    "min-above-max": (
        mark("the minimum is above the maximum {max}"),
        mark("Lower the one or raise the other."),
    ),
    "demand-below-zero": (
        mark("fewer visits would take more than all demand of {account}"),
        mark("Lower max_change or raise min."),
    ),
    "borrowed-weeks": (
        mark("uplift is borrowed, but from no week"),
        mark("Give borrowed_weeks as 1 or more, or leave borrowed empty."),
    ),
    "borrowed-below-zero": (
        mark(
            "promotion could take more of {product} from {account} in {week} than is asked for "
            "there"
        ),
        mark("Lower borrowed or max_uplift, or spread it over more borrowed_weeks."),
    ),
    "aim-twice": (mark("an aim stands twice"), mark("Name each once, the first first.")),
    "no-weights": (
        mark("nothing has a weight"),
        mark("Give contribution, revenue, units or spend in [weights]."),
    ),
    "no-target": (
        mark("without a target the least spend is none"),
        mark("Give contribution, revenue or units in [target]."),
    ),
    "account-cost-low": (
        mark("a unit of {product} costs less at the account than in the warehouse ({least})"),
        mark("Give {least} or more, or leave it empty: otherwise loading accounts would pay."),
    ),
    "transit-untracked": (
        mark("the stock of this product at this account is not tracked"),
        mark("Add a row to account_stock.csv, or remove this one."),
    ),
    "transit-late": (
        mark("what was shipped before the first week has arrived by then (lead: {lead} weeks)"),
        mark("Give an earlier week, or raise lead_weeks in account_stock.csv."),
    ),
    "visits-no-weeks": (
        mark("visits are counted over the whole horizon"),
        mark("Leave weeks empty."),
    ),
    "covers-nothing": (
        mark("the rule covers nothing that is decided"),
        mark("Mend its where, names or weeks, or remove it."),
    ),
    "nothing-published": (
        mark("there is no published plan"),
        mark("Publish one first: kamplan publish"),
    ),
    "published-unknown": (
        mark("no such row is in {table}"),
        mark("Remove it here, or add the row there."),
    ),
    "kept-above-max": (
        mark("these visits are kept by published.keep, and are above the maximum {max}"),
        mark("Raise max in visits.csv, or take visits out of published.keep."),
    ),
    "budget-total": (
        mark("this name belongs to [promotion] budget in plan.toml"),
        mark("Give the budget another name."),
    ),
    # plan.toml and scenario files
    "key-unknown": (mark("there is no such key"), mark("Keys here are {known}.")),
    "key-missing": (mark("the key is missing"), mark("Add it.")),
    "name-unknown": (mark("no such name may stand here"), mark("Names here are {known}.")),
    "key-wrong": (mark("the value does not fit: {reason}"), mark("Mend the value.")),
    "unbuilt": (
        mark('"{feature}" is not part of the model yet'),
        mark("Take it out, or wait for a version that has it; it is never ignored."),
    ),
    "scenario-unknown": (mark("there is no such scenario"), mark("Use one of the plan's own.")),
    "scenario-name": (
        mark("this is no name for a scenario"),
        mark("Use up to 80 letters, digits, - _ and ., not base and no point first."),
    ),
    "scenario-there": (mark("there is such a scenario already"), mark("Use another name.")),
    "extends-circle": (mark("the scenario extends itself"), mark("Break the circle.")),
    "base-changes": (
        mark("base is the plan itself and changes nothing"),
        mark("Move the changes to a scenario of another name."),
    ),
    "change-table": (mark("there is no such table"), mark("Tables are {known}.")),
    "change-field": (mark("there is no such field"), mark("Fields here are {known}.")),
    "change-nothing": (
        mark("the change matches no row of {table}"),
        mark("Mend its where, or remove the change."),
    ),
    "set-twice": (
        mark(
            "change {number} sets again all that change {earlier} sets, and nothing of that is left"
        ),
        mark("Keep one of the two; of a broader change some cells may be set again, not all."),
    ),
    "change-not-number": (mark("the field is not a number"), mark('Use "set".')),
    "change-not-given": (
        mark("the field is empty and cannot be moved"),
        mark('Use "set", or give it a value in the plan.'),
    ),
    "change-plan-form": (
        mark("a change of the plan needs a field and no where"),
        mark('Write, for example, field = "promotion.budget".'),
    ),
    "change-key": (
        mark("a scenario cannot rename this"),
        mark("Rename it with base active."),
    ),
    "insert-missing": (mark("a new row of {table} needs this"), mark("Add it.")),
    "metric-split": (
        mark("{metric} cannot be split by {axes}"),
        mark("Select accounts only, or another metric."),
    ),
    "not-a-record": (
        mark("the record cannot be read: {reason}"),
        mark("Write it anew with: kamplan check --update"),
    ),
    "record-schema": (
        mark("the record is from another version"),
        mark("Write it anew with: kamplan check --update"),
    ),
    # the workspace
    "lever-unknown": (
        mark("this is nothing that can be made more of"),
        mark("Known are {known}, each alone or with :NAME."),
    ),
    "lever-name": (
        mark("the plan has none of that name"),
        mark("Known are {known}."),
    ),
    "lose-all": (
        mark("these are all accounts there are"),
        mark("Leave at least one in the plan."),
    ),
    "uncertain-column": (
        mark("{input} is not of single {column}"),
        mark("Leave the cell empty."),
    ),
    "lever-nothing": (
        mark("the plan has none of it to make more or less of"),
        mark("Give it a limit, or name one that has."),
    ),
    "sweep-form": (
        mark("this is no input with values"),
        mark("Write TABLE:KEY:COLUMN=800,900 or ~-20%,+10%, or a range: ~-20%..+20%/5."),
    ),
    "sweep-axes": (
        mark("these are more than two inputs"),
        mark("Name one or two; values that move together belong into a scenario."),
    ),
    "weight-form": (
        mark("this is no weight"),
        mark("Write NAME=NUMBER, 0 or more, not all of them 0."),
    ),
    "workspace-missing": (
        mark("there is no workspace here"),
        mark("Check the path, or make one with: kamplan import"),
    ),
    "workspace-there": (mark("there is something here already"), mark("Choose another name.")),
    "workspace-not": (
        mark("this is not a kamplan workspace"),
        mark("Choose a .kamplan file, or read a plan folder with: kamplan import"),
    ),
    "workspace-newer": (
        mark("a newer version wrote this workspace (schema {revision})"),
        mark("Update kamplan."),
    ),
    "workspace-locked": (
        mark("another program is writing to the workspace"),
        mark("Wait or close the other program, then try again."),
    ),
    "workspace-read-only": (
        mark("the workspace cannot be written or read ({reason})"),
        mark("Ask for the rights, or copy it to a folder of your own."),
    ),
    "workspace-disk": (
        mark("the disk or the database failed: {reason}"),
        mark("Free some space or restore a copy; nothing was changed."),
    ),
    "workspace-changed": (
        mark("someone else changed the plan in the meantime"),
        mark("Load it again and repeat the change."),
    ),
    "workspace-plan-unknown": (mark("there is no such plan"), mark("Plans are {known}.")),
    "workspace-plan-there": (
        mark("the plan is in the workspace already"),
        mark("Use --replace, or change the name in plan.toml."),
    ),
    "workspace-plan-which": (
        mark("the workspace holds several plans"),
        mark("Name one with --plan: {known}."),
    ),
    "workspace-empty": (
        mark("the workspace holds no plan yet"),
        mark("Import one first: kamplan import"),
    ),
    "workspace-run-unknown": (mark("there is no such run"), mark("List the runs.")),
    "workspace-address": (
        mark("this is not an address kamplan can use"),
        mark("Use a path, or postgresql://user@host/name."),
    ),
    "workspace-driver": (
        mark("the driver is not installed"),
        mark("Install psycopg."),
    ),
    # workspace edits
    "edit-conflict": (
        mark("{key} was changed in the meantime ({who} {when})"),
        mark("Look at what is there now, then change it again or leave it."),
    ),
    "edit-row-gone": (
        mark("{key} is not there any more ({who} {when})"),
        mark("Leave it, or add it again."),
    ),
    "nothing-to-undo": (
        mark("there is nothing to undo"),
        mark("Undo takes back your own edits of this plan."),
    ),
    "nothing-to-redo": (
        mark("there is nothing to redo"),
        mark("Redo repeats what you undid, until you change something else."),
    ),
    # the solver's process
    "solver-silent": (
        mark("the solver did not answer within {seconds} s of being told to stop"),
        mark("It was ended and nothing is changed; solve again."),
    ),
    "solver-failed": (
        mark("the solver failed: {reason}"),
        mark("Other scenarios are not touched by it; solve it alone to see whether it comes back."),
    ),
    "solver-ended": (
        mark("the solver ended before its answer: {reason}"),
        mark("Nothing is changed; solve again, and report it where it comes back."),
    ),
    "answer-unfit": (
        mark("the stored answer is not one to this plan: {reason}"),
        mark("Solve again."),
    ),
    # edit commands
    "edit-form": (
        mark("this does not say which cell changes, and to what"),
        mark("Write it like supply:tea/2026-W50:units=800, units~-30% or plan::weeks=8."),
    ),
    "edit-form-back": (
        mark("this does not name a cell"),
        mark("Write it like supply:tea/2026-W50:units, without a value."),
    ),
    "edit-key": (
        mark("this is no key of {table}"),
        mark("Give its parts in this order, with / between them: {parts}."),
    ),
    "edit-nothing": (
        mark("{table} has no such row"),
        mark("Name rows that are there; * stands for all of them."),
    ),
    "edit-twice": (mark("the cell is named twice"), mark("Name it once.")),
    "edit-not-number": (
        mark("the column holds no numbers that could be moved"),
        mark("Give it a value with =."),
    ),
    "edit-not-given": (
        mark("the cell is empty and cannot be moved"),
        mark("Give it a value with =, or leave it out."),
    ),
    "edit-base-back": (
        mark("base inherits nothing"),
        mark("Name a scenario with --scenario, or use: kamplan undo"),
    ),
    "scenario-which": (
        mark("no scenario is named"),
        mark("Give its name after the plan."),
    ),
    "scenario-acts": (
        mark("only one of these can be done at a time"),
        mark("Give one of them."),
    ),
    "scenario-extends": (
        mark("this belongs to a new scenario"),
        mark("Use it with --new; otherwise write extends in the scenario's file."),
    ),
    # commands
    "update-workspace": (
        mark("records are kept in plan folders"),
        mark("Export the plan first: kamplan export"),
    ),
    "one-scenario": (
        mark("a comparison needs at least two scenarios"),
        mark("Name them, such as base and another."),
    ),
    # budget lines
    "budgets-by": (
        mark("accounts have no such column"),
        mark("Columns are {known}."),
    ),
    "budgets-lock": (mark("there is no such line"), mark("Lines are {known}.")),
    "budgets-lock-form": (
        mark("this is not a line and an amount"),
        mark("Write it like East=12000."),
    ),
    "budgets-lock-twice": (mark("the line is locked twice"), mark("Lock it once.")),
    "budgets-amount": (mark("this is no amount for a line"), mark("Use 0 or more, to 1e12.")),
    "budgets-no-promotions": (
        mark("no promotion takes money in this group"),
        mark("Lock another line, or add promotions to its accounts."),
    ),
    "budgets-step": (mark("this is no step for lines"), mark("Use 0.01 or more.")),
    "budgets-last": (
        mark("the earlier plan has no solution and nothing is published in it"),
        mark("Publish it, or name another plan."),
    ),
    # the next quarter
    "new-needs-from": (
        mark("this belongs to a plan that is rolled forward"),
        mark("Name that plan with --from, or leave this out."),
    ),
    "roll-weeks": (mark("a plan has 1 to 53 weeks"), mark("Give a number between.")),
    "roll-first": (
        mark("the next quarter cannot begin before the old one has, or with it ({first})"),
        mark("Leave it out for {next}, the week after the last."),
    ),
    "shipped-unknown": (mark("there is no such shipped plan"), mark("There are {known}.")),
    # reports
    "report-suffix": (
        mark("reports are written as .html or .xlsx"),
        mark("Give a name that ends in one of them."),
    ),
    "report-twice": (mark("the file is named twice"), mark("Name each file once.")),
    "report-plan": (mark("this is the plan itself"), mark("Give another name.")),
    "report-there": (
        mark("something is there already"),
        mark("Give another name, or replace the file with --replace."),
    ),
    "report-many": (
        mark("{count} scenarios are named, at most {most} stand side by side"),
        mark("Name fewer."),
    ),
    "cannot-write": (mark("it cannot be written: {reason}"), mark("Choose another place.")),
}

MISSED: dict[str, str] = {
    "feasible": mark("status is {got}, a plan was expected"),
    "not-infeasible": mark("status is {got}, no plan was expected"),
    "not-recorded": mark("there is no record; write one with --update"),
    "inputs-moved": mark("the record is of other inputs; look at them and run with --update"),
    "status": mark("status is {got}, expected {wanted}"),
    "status-moved": mark("status is {got}, {wanted} in the record"),
    "moved": mark("objective moved from {then:,.2f} to {got:,.2f}, allowed {within:.2%}"),
    "metric-moved": mark("{name} moved from {then:,.4g} to {got:,.4g}, allowed {within:.2%}"),
    "below": mark("{name} {where} is {got:,.6g}, at least {wanted:,.6g} expected"),
    "above": mark("{name} {where} is {got:,.6g}, at most {wanted:,.6g} expected"),
    "versus-none": mark("{other} has no plan to compare with"),
    "dropped": mark(
        "{name} {where} is {change:+.2%} against {other}, at most -{wanted:.2%} allowed"
    ),
    "not-dropped": mark(
        "{name} {where} is {change:+.2%} against {other}, -{wanted:.2%} or less expected"
    ),
    "not-risen": mark(
        "{name} {where} is {change:+.2%} against {other}, +{wanted:.2%} or more expected"
    ),
    "out-of-order": mark(
        "{name} {where} is {got:,.6g} in {second}, at least {wanted:,.6g} expected after {first}"
    ),
    "rose": mark("{name} {where} is {change:+.2%} against {other}, at most +{wanted:.2%} allowed"),
}


def place_of(fault: Fault) -> str:
    """Where: "demand.csv row 214, column units"."""
    parts = [plain(fault.file)]
    table = not fault.file.endswith(".toml")
    if fault.row is not None:
        row = _("row {row}", row=fault.row) if table else _("line {row}", row=fault.row)
        parts.append(row)
    place = " ".join(part for part in parts if part)
    if fault.column:
        column = plain(fault.column)
        named = _("column {column}", column=column) if table and fault.row is not None else column
        place = _("{place}, {column}", place=place, column=named) if place else named
    if scenario := fault.values.get("scenario"):
        place += " " + _("(in scenario {scenario})", scenario=plain(scenario))
    return place


def shorten(value: str, most: int = 60) -> str:
    """A value as it may be shown in a message."""
    shown = plain(value)
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def what_of(fault: Fault) -> str:
    """What is wrong, with the value."""
    message = _(FAULTS[fault.code][0]).format(**_shown(fault))
    if fault.value:
        return _('"{value}": {message}', value=shorten(fault.value), message=message)
    return message


def remedy_of(fault: Fault) -> str:
    """What to do about it."""
    remedy = _(FAULTS[fault.code][1]).format(**_shown(fault))
    near = fault.values.get("nearest")
    if not near:
        return remedy
    return _("Did you mean {nearest}? {remedy}", nearest=plain(near), remedy=remedy)


def _shown(fault: Fault) -> dict[str, str]:
    # Every message may name these; not every fault has them.
    shown = dict.fromkeys(("known", "nearest", "reason", "revision"), "")
    shown |= {name: shorten(str(value), 200) for name, value in fault.values.items()}
    return {**shown, "file": plain(fault.file), "value": shorten(fault.value)}


def fault_text(fault: Fault) -> str:
    """Where, what, remedy on one line."""
    place, what, remedy = place_of(fault), what_of(fault), remedy_of(fault)
    if not place:
        return _("{what}. {remedy}", what=what, remedy=remedy)
    return _("{place}: {what}. {remedy}", place=place, what=what, remedy=remedy)


def missed_text(missed: Missed) -> str:
    """One missed expectation in words."""
    return " ".join(_(MISSED[missed.code]).format(**missed.values).split())


def trouble_text(reason: str) -> str:
    """That the solver failed, and what mostly helps."""
    what = _("the solver failed: {reason}", reason=plain(reason))
    remedy = _(
        "This happens where numbers are very far apart: look for a misplaced decimal point, or "
        "count in other units."
    )
    return f"{what}. {remedy}"
