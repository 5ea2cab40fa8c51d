"""Remedies where there is nothing that could have been meant, in place of a list of it."""

from kamplan.words import mark

NOTHING_KNOWN = {
    "unknown-in-list": mark(
        "There are none in the plan: add it first, or take it out of the list."
    ),
    "judge-unknown": mark("No curve has been judged yet; answers make one."),
    "team-unknown": mark("There are none in the plan: add the team to teams.csv."),
    "lever-name": mark("There are none in the plan: add one first, or ask for something else."),
    "workspace-plan-unknown": mark("The workspace holds no plan. Import one: kamplan import"),
}
"""Remedy by the fault's code."""
