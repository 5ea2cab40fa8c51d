"""Prices of rules, goodwill, warehouse, fairness, calendar, locks, accounts' stock, publishing."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what the rules need, with the values that change no plan."""
    for table in ("budget", "service"):
        op.add_column(table, sa.Column("price", sa.Float(), nullable=True))
    op.add_column("account", _default("goodwill", 0))
    op.add_column("product", _default("volume", 1))
    _make_rows(
        "fairness", *_texts("name", "where", "products", "weeks"), _number("spread"), _price()
    )
    selection = ("name", "decision", "where", "names", "weeks")
    _make_rows("lock", *_texts(*selection), _number("value"), _price())
    _make_rows("noworse", *_texts(*selection), _number("share"), _price())
    _make_rows(
        "calendar",
        *_texts("name", "where", "mechanics", "weeks"),
        _number("least_spend"),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("most_weeks", "longest")),
        sa.Column("gap", sa.Integer(), nullable=False),
        _price(),
    )
    _make_rows("publishedspend", *_texts("account", "mechanic", "week"), _number("spend"))
    visits = sa.Column("visits", sa.Integer(), nullable=False)
    _make_rows("publishedvisits", *_texts("account", "kind"), visits)
    _make_rows(
        "accountstock",
        *_texts("account", "product"),
        _number("opening"),
        sa.Column("lead_weeks", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Float(), nullable=True) for name in ("min_days", "max_days", "cost")),
        _price(),
    )
    _make_rows("intransit", *_texts("account", "product", "week"), _number("units"))
    _make_rows("publishedstock", *_texts("account", "product", "week"), _number("units"))


def _make_rows(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("own", sa.String(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan_id", "position"),
    )


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _number(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Float(), nullable=False)


def _price() -> sa.Column[Any]:
    return sa.Column("price", sa.Float(), nullable=True)


def _default(name: str, value: float) -> sa.Column[Any]:
    return sa.Column(name, sa.Float(), nullable=False, server_default=str(value))
