"""Words for faults of plans, their files and cells, and their scenarios."""

from kamplan.words import mark

PLANS: dict[str, tuple[str, str]] = {
    # files
    "no-folder": (mark("there is no such folder"), mark("Give the path of a plan folder.")),
    "no-plans": (
        mark("no plan folder is here or below"),
        mark("A plan folder holds a plan.toml; make one with: kamplan new"),
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
    "tornado-no-plan": (
        mark("no plan keeps every rule, so there is none to move inputs of"),
        mark("Relax its rules first: x in F5 shows which."),
    ),
    "scenario-lost": (
        mark("the scenario that was active is gone, or can no longer be applied to the plan"),
        mark("base is active now, and edits change the plan itself; ctrl+e activates another."),
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
    "not-finite": (
        mark("this is not a finite number"),
        mark("Write a number, or leave the cell empty if there is none."),
    ),
    "not-finite-needed": (mark("this is not a finite number"), mark("Write a number.")),
    "not-finite-key": (
        mark("this is not a finite number"),
        mark("Write a number, or leave the key out if there is none."),
    ),
    "not-whole": (mark("this is not a whole number"), mark("Write a whole number.")),
    "too-large": (mark("the number is too large"), mark("Use at most 1e12; check the unit.")),
    "below": (mark("the number is below {limit}"), mark("Use {limit} or more.")),
    "not-below": (
        mark("the number is not below {limit}"),
        mark("Use less than {limit}; 15 % is 0.15."),
    ),
    "not-above": (mark("the number is not above {limit}"), mark("Use more than {limit}.")),
    "above": (mark("the number is above {limit}"), mark("Use {limit} or less; 15 % is 0.15.")),
    "not-a-choice": (mark("this is not one of the choices"), mark("Use one of {choices}.")),
    "odd-id": (
        mark("an identifier may not hold ; or | or control characters"),
        mark("Use letters, digits, - and _."),
    ),
    "duplicate": (mark("the key stands in row {first} already"), mark("Keep one of the two rows.")),
    "row-there": (
        mark("there is such a row already"),
        mark("Give another key, or change the row that is there."),
    ),
    "row-gone": (mark("there is no such row"), mark("Name rows that are there.")),
    "row-referred": (
        mark("rows of {table}.csv name it: {count}"),
        mark("Let them go with it (--with-rows), or change them first."),
    ),
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
        mark("no such curve is in curves.csv or judgements.csv"),
        mark("Add its points or answers there, or mend the name."),
    ),
    "curve-in-both": (
        mark("this curve has points in curves.csv, too"),
        mark("Rename the one or the other: a curve has either points or answers."),
    ),
    "answers-few": (
        mark("two efforts between none and saturation are needed: the present one and another"),
        mark("Answer for half the present effort or for half as much again."),
    ),
    "answers-flat": (
        mark("effort without end would sell as much as none"),
        mark("Give a higher answer for saturation, or leave out what has no effect."),
    ),
    "answers-fall": (
        mark("more effort would sell less than the {less} answered for {before}"),
        mark("Raise this answer or lower the other: more effort never sells less."),
    ),
    "answers-full": (
        mark("effort without end would sell no more than the {less} answered for {before}"),
        mark("Raise saturation: a curve comes near it, but does not reach it."),
    ),
    "judged-present": (
        mark("the judged curve {curve} speaks of the present effort, and none is given"),
        mark("Give what is spent in a promoted week now, or how often the account is visited."),
    ),
    "judged-spend": (
        mark("this is no amount of money, and no share"),
        mark("Write it like 5000, or 2% of what the account's baseline brings in a week."),
    ),
    "judged-mechanic": (
        mark("the plan has no promotion by this mechanic"),
        mark("Mend the name, or add a first promotion by it."),
    ),
    "judged-no-visits": (
        mark("the account has no visits of the kind {kind} that could follow a curve"),
        mark("Add its row to visits.csv, with the hours of a visit."),
    ),
    "judged-from-nothing": (
        mark("the judges of {curve} say that nothing is sold without promotion: no uplift on that"),
        mark("Answer more than 0 for none, or give max_uplift."),
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
    "uncertain-column": (
        mark("{input} cannot be narrowed by {column}"),
        mark("Leave the cell empty."),
    ),
    # plan.toml and scenario files
    "key-unknown": (mark("there is no such key"), mark("Keys here are {known}.")),
    "key-missing": (mark("the key is missing"), mark("Add it.")),
    "name-unknown": (mark("no such name may stand here"), mark("Names here are {known}.")),
    "names-unknown": (
        mark("this is none of the names that may stand here"),
        mark('Use {known}; several are separated by ";".'),
    ),
    "quoted-number": (mark("this is text, not a number"), mark("Write it without quotes: 1200.5.")),
    "not-a-string": (mark("this is not text"), mark('Write it in quotes: "2026-W49".')),
    "not-a-section": (
        mark("keys and their values belong here"),
        mark("Write them below a heading in brackets, such as [promotion] or [[change]]."),
    ),
    "not-a-list": (
        mark("this is not a list"),
        mark('Write names as ["one", "two"], parts below [[change]] or [[expect.rule]].'),
    ),
    "too-few": (mark("too few stand here"), mark("Give {limit} or more.")),
    "not-a-cell": (
        mark("this is neither text, nor a number, nor true or false"),
        mark("Write one value; where may have several in brackets."),
    ),
    "change-acts": (
        mark("a change does one thing"),
        mark("Give exactly one of set, add, scale, insert and drop."),
    ),
    "change-no-field": (mark("{act} needs a field"), mark("Add field and the column's name.")),
    "insert-where": (
        mark("insert makes a new row"),
        mark("Take where and field out: all cells stand in insert."),
    ),
    "drop-field": (
        mark("drop removes whole rows"),
        mark('Take field out, or empty the cells with set = "".'),
    ),
    "rule-versus": (
        mark("it is not said against which scenario this is held"),
        mark("Add versus and the scenario's name."),
    ),
    "rule-empty": (
        mark("this expects nothing"),
        mark("Give min, max, max_drop, max_rise, min_drop or min_rise."),
    ),
    "key-wrong": (mark("the value does not fit: {reason}"), mark("Mend the value.")),
    "unbuilt": (
        mark('"{feature}" is not part of the model yet'),
        mark("Take it out, or wait for a version that has it; it is never ignored."),
    ),
    "scenario-unknown": (mark("there is no such scenario"), mark("Use one of the plan's own.")),
    "scenario-name": (
        mark("this is no name for a scenario"),
        mark("Use up to 80 letters, digits, - _ and ., no point first."),
    ),
    "scenario-is-base": (
        mark("base is the plan itself"),
        mark("Use another name."),
    ),
    "scenario-sign": (
        mark('"{sign}" cannot stand in the name of a scenario'),
        mark("Use letters, digits, hyphens, underscores and points."),
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
    "metric-whole": (
        mark("{metric} is one figure of the whole plan"),
        mark("Leave out its where, or use another metric."),
    ),
    "not-a-record": (
        mark("the record cannot be read: {reason}"),
        mark("Write it anew with: kamplan check --update"),
    ),
    "record-schema": (
        mark("the record is from another version"),
        mark("Write it anew with: kamplan check --update"),
    ),
}
