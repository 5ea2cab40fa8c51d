"""Words for what commands are asked, and for a solver that fails them."""

from kamplan.words import mark

COMMANDS: dict[str, tuple[str, str]] = {
    # the solver's process
    "solver-silent": (
        mark("the solver did not answer within {seconds} s of being told to stop"),
        mark("It was ended and nothing is changed; solve again."),
    ),
    "solver-failed": (
        mark("the solver failed: {reason}"),
        mark("Other scenarios are not touched by it; solve it alone to see whether it comes back."),
    ),
    "solver-trouble": (
        mark("the solver failed: {reason}"),
        mark(
            "This happens where numbers are very far apart: look for a misplaced decimal point, "
            "or count in other units."
        ),
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
    "judge-no-curve": (
        mark("no curve is named that is judged"),
        mark("Give its name after the plan."),
    ),
    "judge-no-judge": (
        mark("there are answers, and nobody who gives them"),
        mark("Say who answers: --by NAME."),
    ),
    "judge-no-answers": (
        mark("a judge without answers"),
        mark("Answer for none, half or half as much again, and saturation: --none --half ..."),
    ),
    "judge-no-lever": (
        mark("what of the accounts follows the curve is not said"),
        mark("Give --for with --mechanic or --kind."),
    ),
    "judge-spend": (
        mark("what is spent now is asked of promotions alone"),
        mark("Give --spend with --for and --mechanic."),
    ),
    "judge-unknown": (
        mark("nobody has judged such a curve"),
        mark("Known are {known}; answers make a new one."),
    ),
    "judge-levers": (
        mark("promotions and visits cannot be judged at once"),
        mark("Give --mechanic or --kind; a second call can give the other."),
    ),
    "rows-form": (
        mark("this does not name rows"),
        mark("Write it like accounts:north-mart or demand:north-mart/tea/*."),
    ),
    "rows-tables": (
        mark("these are rows of another table"),
        mark("Remove rows of one table at a time."),
    ),
    "rows-of-none": (
        mark("a row that is like no other has nothing to bring along"),
        mark("Name the row to copy by --like, or leave --with-rows out."),
    ),
    "row-form": (
        mark("this does not say what a column holds"),
        mark("Write it like account=north-mart."),
    ),
    "row-column-twice": (mark("the column is given twice"), mark("Give it once.")),
    "undo-past": (
        mark("this is no edit of yours that still stands"),
        mark("Find its number with: kamplan journal"),
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
    "account-which": (
        mark("the plan has no such account"),
        mark("Name an account as accounts.csv does."),
    ),
    "tree-level": (
        mark("no level of a budget tree has that name"),
        mark("Levels are {known}."),
    ),
    "tree-twice": (
        mark("a level can stand in a tree only once"),
        mark("Name it once."),
    ),
    "team-unknown": (
        mark("no team of that name has hours or visits"),
        mark("Known are {known}."),
    ),
    "one-scenario": (
        mark("a comparison needs at least two scenarios"),
        mark("Name them, such as base and another."),
    ),
    # explorations
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
    "relax-number": (
        mark("there is no proposal with this number"),
        mark("There are {most}; kamplan relax shows them."),
    ),
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
    "report-unsolved": (
        mark("nothing that is compared is solved as it stands now: {names}"),
        mark("Solve it first: F9."),
    ),
    "table-suffix": (
        mark("a sheet is written as .csv"),
        mark("Give a name that ends in it."),
    ),
    "table-in-plan": (
        mark("every .csv file in a plan folder is read as a table of the plan"),
        mark("Choose another folder."),
    ),
    "cannot-write": (mark("it cannot be written: {reason}"), mark("Choose another place.")),
}
