"""Words for faults of workspaces, and of edits in them."""

from kamplan.words import mark

WORKSPACES: dict[str, tuple[str, str]] = {
    # the workspace
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
    "budget-gone": (
        mark("this budget is not there any more"),
        mark("Look at the budgets as they are now, and type it again."),
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
}
