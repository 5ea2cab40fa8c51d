"""The first tables."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make every table."""
    op.create_table(
        "plan",
        _id(),
        *_texts("name", "settings", "headings", "created", "changed"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("name"),
    )
    _make_beside_plan()
    _make_rows_of_accounts()
    _make_rows_of_limits()


def _make_beside_plan() -> None:
    for name in ("scenario", "recorded"):
        op.create_table(
            name,
            _plan_id(),
            *_texts("name", "text"),
            _of_plan("CASCADE"),
            sa.PrimaryKeyConstraint("plan_id", "name"),
        )
    op.create_table(
        "run",
        _id(),
        _plan_id(),
        *_wholes("plan_version"),
        *_texts("scenario", "started"),
        *_numbers("seconds"),
        *_texts("status"),
        *_numbers("objective", "bound", "gap", nullable=True),
        *_texts("versions", "result"),
        _of_plan("CASCADE"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_run_plan_id", "run", ["plan_id"])
    op.create_table(
        "journal",
        _id(),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        *_texts("when", "who", "what", "table", "key", "column"),
        *_texts("old", "new", nullable=True),
        _of_plan("SET NULL"),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_journal_plan_id", "journal", ["plan_id"])


def _make_rows_of_accounts() -> None:
    _make_rows(
        "account",
        *_texts("account", "name", "tier", "segment", "region", "channel", "team", "manager"),
        *_texts("parent", "settlement"),
        *_wholes("credit_days"),
        *_numbers("credit_limit", nullable=True),
        *_numbers("discount", "deduction"),
    )
    _make_rows(
        "product",
        *_texts("product", "name"),
        *_numbers("price", "cost"),
        *_numbers("retail_price", "case_units", nullable=True),
        *_numbers("holding_cost"),
        *_numbers("salvage", nullable=True),
    )
    _make_rows("demand", *_texts("account", "product", "week"), *_numbers("units"))
    _make_rows(
        "supply",
        *_texts("product", "week"),
        *_numbers("units", "extra_units", "extra_cost"),
    )
    _make_rows(
        "promotion",
        *_texts("account", "mechanic"),
        *_numbers("max_uplift", "half_spend", "shape", "borrowed"),
        *_wholes("borrowed_weeks"),
        *_texts("products", "weeks"),
    )
    _make_rows(
        "visit",
        *_texts("account", "kind", "team"),
        *_wholes("present", "min"),
        *_wholes("max", nullable=True),
        *_numbers("hours", "cost", "max_change", "half_visits", "shape"),
    )


def _make_rows_of_limits() -> None:
    _make_rows("team", *_texts("team", "week"), *_numbers("hours"))
    _make_rows(
        "budget",
        *_texts("name", "where", "mechanics", "weeks"),
        *_numbers("min", "max", nullable=True),
    )
    _make_rows(
        "service",
        *_texts("name", "where", "products", "weeks"),
        *_numbers("min_fill"),
        *_texts("each"),
    )


def _make_rows(name: str, *columns: sa.Column[Any]) -> None:
    op.create_table(
        name,
        _plan_id(),
        *_wholes("position"),
        *_texts("own"),
        *columns,
        _of_plan("CASCADE"),
        sa.PrimaryKeyConstraint("plan_id", "position"),
    )


def _id() -> sa.Column[Any]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _plan_id() -> sa.Column[Any]:
    return sa.Column("plan_id", sa.Integer(), nullable=False)


def _of_plan(deleted: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], ondelete=deleted)


def _texts(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=nullable) for name in names]


def _numbers(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Float(), nullable=nullable) for name in names]


def _wholes(*names: str, nullable: bool = False) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=nullable) for name in names]
