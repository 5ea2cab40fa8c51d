"""Fields for new rows and for keys of copies; what is said of rows that go."""

from collections.abc import Mapping, Sequence
from functools import partial

from kamplan.desk.adding import draft_columns, next_name, own_key
from kamplan.desk.removal import Removal
from kamplan.desk.suggesting import complete_list, completions, known_values
from kamplan.plan import Plan, Table
from kamplan.plan.columns import Column, Kind
from kamplan.plan.entries import Key, cell_text
from kamplan.plan.tables import fill_defaults
from kamplan.wording.headings import heading, heading_help, table_name
from kamplan.words import _, plain
from tui.panels.form_field import Complete, FormField

WITH, ALONE = "with", "alone"


def row_fields(plan: Plan, table: Table) -> list[FormField]:
    """A field for each column of a new row, those first that must be given."""
    fields = [_field(plan, table, column) for column in draft_columns(table)]
    own = [
        FormField(name, plain(name), "", complete=_names(plan, table, name)) for name in table.own
    ]
    return [*fields, *own]


def _field(plan: Plan, table: Table, column: Column) -> FormField:
    many = column.kind in (Kind.LIST, Kind.WEEKS)
    return FormField(
        column.name,
        heading(column.name, table.name),
        heading_help(column.name, table.name),
        default=cell_text(fill_defaults(column, 1)[0]) or "",
        needed=column.required,
        complete=_names(plan, table, column.name, many),
    )


def key_fields(plan: Plan, table: Table, keys: Sequence[Key]) -> list[FormField]:
    """A field for each part of the key of copies; empty where each copy keeps its own."""
    named = own_key(table)
    names = [name for name in table.key_columns if name != "week"]
    fields = []
    for place, name in enumerate(names):
        values = {key[place] for key in keys}
        value = values.pop() if len(values) == 1 else ""
        if name == named:
            value = next_name(value, set(table[name].tolist()))
        fields.append(
            FormField(
                name,
                heading(name),
                heading_help(name),
                value=value,
                default="" if value else _("each its own"),
                needed=bool(value),
                complete=_names(plan, table, name),
            )
        )
    return fields


def _names(plan: Plan, table: Table, column: str, many: bool = False) -> Complete:
    """Names that fit what is typed in a column; of a list, its last one."""
    return partial(_fitting, known_values(plan, table, column), many)


def _fitting(known: Sequence[str], many: bool, text: str) -> Sequence[str]:
    return complete_list(text, known) if many else completions(text, known)


def rows_title(keys: Sequence[Key]) -> str:
    """Which rows: by its key, or how many."""
    if len(keys) == 1:
        return " ".join(map(plain, keys[0]))
    return _("{count} rows", count=len(keys))


def copy_choices(hanging: Mapping[str, int]) -> list[tuple[str, str]]:
    """Whether what hangs on rows is copied, too; the first is what is mostly wanted."""
    found = " · ".join(_counts(hanging))
    return [(WITH, _("With {found}", found=found)), (ALONE, _("Without: they sell nothing yet"))]


def removal_question(keys: Sequence[Key], removal: Removal) -> str:
    """What goes with rows that are to be removed."""
    found = _counts(removal.hanging)
    found += [
        _("a name in lists of {table} {count}", count=f"{count:,}", table=table_name(table))
        for table, count in removal.shortened.items()
    ]
    return _(
        "Removing {what} takes rows with it: {found}. ctrl+z brings everything back.",
        what=rows_title(keys),
        found=" · ".join(found),
    )


def _counts(found: Mapping[str, int]) -> list[str]:
    return [
        _("{table} {count}", count=f"{count:,}", table=table_name(table))
        for table, count in found.items()
    ]
