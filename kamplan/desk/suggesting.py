"""Names that a new cell may hold, and those that fit what has been typed of one so far."""

from collections.abc import Iterable, Sequence

from kamplan.desk.adding import WEEK, WEEKS, own_key
from kamplan.plan import Plan, Table
from kamplan.plan.checks import EACH
from kamplan.plan.columns import Kind
from kamplan.plan.faults import nearest
from kamplan.plan.held_checks import OWNERS
from kamplan.plan.weeks import OPENING

SOURCES: dict[str, tuple[tuple[str, str], ...]] = {
    "account": (("accounts", "account"),),
    "product": (("products", "product"),),
    "products": (("products", "product"),),
    "mechanic": (("promotions", "mechanic"),),
    "mechanics": (("promotions", "mechanic"),),
    "kind": (("visits", "kind"),),
    "names": tuple(OWNERS.values()),
    "curve": (("curves", "curve"),),
    "team": (("accounts", "team"), ("visits", "team"), ("teams", "team")),
    "parent": (("accounts", "account"),),
}
"""column -> where in the plan the names stand that it may hold."""
WEEKLY = (Kind.WEEK, Kind.WEEK_OR_OPENING)


def known_values(plan: Plan, table: Table, column: str) -> tuple[str, ...]:
    """What a column of a new row may hold, or holds in other rows; nothing for numbers."""
    spec = next((each for each in table.columns if each.name == column), None)
    if column == WEEKS and WEEK in table.key_columns:
        spec = next(each for each in table.columns if each.name == WEEK)
    if spec is None:
        return _names(table[column].tolist()) if column in table.own else ()
    if spec.choices or column == "each":
        return spec.choices or EACH
    if spec.kind in (*WEEKLY, Kind.WEEKS):
        return (*([OPENING] if spec.kind is Kind.WEEK_OR_OPENING else []), *plan.weeks)
    if spec.is_number or column in (own_key(table), "point"):
        return ()
    sources = SOURCES.get(column, ((table.name, column),))
    return _names(name for owner, of in sources for name in plan[owner][of].tolist())


def _names(values: Iterable[str]) -> tuple[str, ...]:
    """Each once, in the order in which they come."""
    return tuple(name for name in dict.fromkeys(values) if name)


def completions(text: str, known: Sequence[str], most: int = 6) -> tuple[str, ...]:
    """The names that fit a text: those that begin with it, those that hold it, the nearest."""
    wanted = text.strip().casefold()
    begin = [name for name in known if name.casefold().startswith(wanted)]
    found = [*begin, *(name for name in known if wanted in name.casefold()[1:])]
    if not found and (near := nearest(text.strip(), known)):
        found = [near]
    return tuple(dict.fromkeys(found))[:most]


def complete_list(text: str, known: Sequence[str], most: int = 6) -> tuple[str, ...]:
    """A list with its last name completed; what stands in it is not offered again."""
    before, semicolon, last = text.rpartition(";")
    given = {name.strip() for name in before.split(";")}
    left = [name for name in known if name not in given]
    return tuple(f"{before}{semicolon}{name}" for name in completions(last, left, most))
