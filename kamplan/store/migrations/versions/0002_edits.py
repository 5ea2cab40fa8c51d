"""Edits in the journal, inputs of runs, and what was written to plan folders."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what edits, undo and plan folders kept in step need; nothing there is touched."""
    for name in ("edit", "reverses", "version", "position"):
        op.add_column("journal", sa.Column(name, sa.Integer(), nullable=True))
    op.create_index("ix_journal_edit", "journal", ["plan_id", "edit"])
    op.add_column("run", sa.Column("inputs", sa.String(), nullable=False, server_default=""))
    op.add_column("plan", sa.Column("mirrored", sa.Integer(), nullable=True))
    op.create_table(
        "mirror",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("plan_id", "file"),
    )
