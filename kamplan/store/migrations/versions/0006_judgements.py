"""What people judge, and promotions whose numbers they give."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table; promotions get their present spend; rows may leave their numbers empty."""
    op.create_table(
        "judgement",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("own", sa.String(), nullable=False),
        sa.Column("curve", sa.String(), nullable=False),
        sa.Column("judge", sa.String(), nullable=False),
        sa.Column("none", sa.Float(), nullable=False),
        sa.Column("half", sa.Float(), nullable=True),
        sa.Column("present", sa.Float(), nullable=False),
        sa.Column("plus_half", sa.Float(), nullable=True),
        sa.Column("saturation", sa.Float(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan_id", "position"),
    )
    with op.batch_alter_table("promotion") as table:
        table.add_column(sa.Column("present", sa.Float(), nullable=True))
        for name in ("max_uplift", "half_spend"):
            table.alter_column(name, existing_type=sa.Float(), nullable=True)
    with op.batch_alter_table("visit") as table:
        for name in ("max_change", "half_visits"):
            table.alter_column(name, existing_type=sa.Float(), nullable=True)
