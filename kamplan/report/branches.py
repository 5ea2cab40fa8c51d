"""The budget tree: as a document and as text."""

from collections.abc import Iterator

from rich.console import Console
from rich.table import Table

from kamplan.insight.branches import Branch, Branches
from kamplan.insight.budget_tree import ACCOUNT, MECHANIC, WEEK, BudgetTree, Node, levels_of
from kamplan.plan import Fault, Plan, PlanError
from kamplan.plan.faults import nearest
from kamplan.plan.switches import SWITCH
from kamplan.report.documents import Document, conflict_entry
from kamplan.report.solved import headline, print_conflict
from kamplan.report.tables import add_row, figure_text, make_table, money, titled
from kamplan.whatif.figures import Solved
from kamplan.wording.branches import account_names, step_text
from kamplan.words import _, plain

TREE = "kamplan.tree/1"


def asked_levels(plan: Plan, by: str | None) -> tuple[str, ...]:
    """The levels below the whole plan: those asked for, else the columns that tell accounts
    apart, else the accounts. Raises PlanError."""
    if by is None:
        columns = [level for level in levels_of(plan) if level not in (ACCOUNT, MECHANIC, WEEK)]
        return tuple(columns) or (ACCOUNT,)
    levels = [level.strip() for level in by.replace(";", ",").split(",")]
    known = [*plan.account_columns, MECHANIC, WEEK]
    faults = []
    for place, level in enumerate(levels):
        if level not in known:
            values = {"nearest": nearest(level, known), "known": ", ".join(known)}
            faults.append(Fault("tree-level", column="--by", value=level, values=values))
        elif level in levels[:place]:
            faults.append(Fault("tree-twice", column="--by", value=level))
    if faults:
        raise PlanError(faults)
    return tuple(levels)


def tree_of(solved: Solved, by: str | None) -> Branches:
    """The tree of a solved scenario, in the levels asked for. Raises PlanError."""
    known = solved if solved.result.decisions is not None else None
    return Branches(BudgetTree(solved.plan, asked_levels(solved.plan, by), known), known)


def tree_document(solved: Solved, branches: Branches) -> Document:
    """Every branch after the one it belongs to, and budgets that are for none of them."""
    tree = branches.tree
    return {
        "schema": TREE,
        "plan": solved.plan.settings.name,
        "scenario": solved.scenario,
        "status": solved.result.status,
        "levels": list(tree.levels),
        "branches": [_branch_entry(branches, node) for node in _nodes(tree, tree.root)],
        "other_budgets": [_budget_entry(branches, row) for row in tree.other_budgets],
        "problems": [conflict_entry(each) for each in solved.result.conflict],
    }


def _nodes(tree: BudgetTree, node: Node) -> Iterator[Node]:
    yield node
    for below in tree.children(node):
        yield from _nodes(tree, below)


def _branch_entry(branches: Branches, node: Node) -> Document:
    tree = branches.tree
    return {
        "path": [{"level": level, "value": value} for level, value in node.path],
        "accounts": len(node.accounts),
        "budgets": [_budget_entry(branches, row) for row in tree.budgets_of(node.path)],
        **_figures(branches, node),
    }


def _budget_entry(branches: Branches, row: int) -> Document:
    name, active = _name(branches.tree, row), bool(branches.tree.plan["budgets"][SWITCH][row])
    return {"name": name, "active": active, **_figures(branches, row)}


def _figures(branches: Branches, branch: Branch) -> Document:
    return {
        "planned": branches.planned(branch),
        "min": branches.limit(branch, "min"),
        "max": _most(branches, branch),
        "left": branches.left(branch),
        "used": branches.used(branch),
        "worth": branches.worth(branch),
    }


def _name(tree: BudgetTree, row: int) -> str:
    return str(tree.plan["budgets"]["name"][row])


def _most(branches: Branches, branch: Branch) -> float | None:
    """The tightest most; of those that are switched off, where no other is said."""
    most = branches.most(branch)
    return branches.limit(branch, "max") if most is None else most[0]


def print_tree(console: Console, solved: Solved, branches: Branches) -> None:
    """Branches under one another, then the budgets that are for none of them."""
    tree = branches.tree
    console.print(headline(solved))
    if solved.result.decisions is None:
        print_conflict(console, solved)
    table = _table(_("budget tree"))
    names = account_names(solved.plan)
    for node in _nodes(tree, tree.root):
        indent = "  " * len(node.path)
        add_row(table, indent + step_text(node.path, names), *_cells(branches, node))
        rows = tree.budgets_of(node.path)
        for row in rows if len(rows) > 1 or not node.path else ():
            # More than one limit: each by its name.
            add_row(table, f"{indent}· {plain(_name(tree, row))}", *_cells(branches, row))
    console.print(titled(_("Promotion money, from the whole plan down"), table))
    if tree.other_budgets:
        others = _table(_("budget"))
        for row in tree.other_budgets:
            add_row(others, plain(_name(tree, row)), *_cells(branches, row))
        console.print(titled(_("Budgets for no line of this tree"), others))


def _table(first: str) -> Table:
    table = make_table(
        first, _("planned"), _("at least"), _("at most"), _("left"), _("used"), _("worth")
    )
    # A name that goes on at the left edge would look like a branch of its own.
    table.columns[0].no_wrap, table.columns[0].overflow = True, "ellipsis"
    return table


def _cells(branches: Branches, branch: Branch) -> Iterator[str]:
    amounts = (
        branches.planned(branch), branches.limit(branch, "min"), _most(branches, branch),
        branches.left(branch),
    )  # fmt: skip
    for amount in amounts:
        yield "" if amount is None else figure_text("promo_spend", amount)
    used, worth = branches.used(branch), branches.worth(branch)
    yield "" if used is None else f"{used:.1%}"
    yield "" if worth is None else money(worth)
