"""Rules that can be switched off."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the switch; every rule is on."""
    for table in ("budget", "service", "calendar", "fairness", "lock", "noworse"):
        op.add_column(table, sa.Column("active", sa.Integer(), nullable=False, server_default="1"))
