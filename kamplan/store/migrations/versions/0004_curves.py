"""Curves through judged points."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add their table, and the column that names one to promotions and visits."""
    for name in ("promotion", "visit"):
        op.add_column(name, sa.Column("curve", sa.String(), nullable=False, server_default=""))
    op.create_table(
        "point",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("own", sa.String(), nullable=False),
        sa.Column("curve", sa.String(), nullable=False),
        sa.Column("point", sa.String(), nullable=False),
        sa.Column("effort", sa.Float(), nullable=False),
        sa.Column("effect", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan_id", "position"),
    )
