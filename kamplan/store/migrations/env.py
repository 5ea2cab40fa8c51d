"""Run the steps on the connection that kamplan.store.schema hands over."""

from alembic import context
from sqlmodel import SQLModel

import kamplan.plan
import kamplan.store.records  # noqa: F401  (its tables belong to the metadata)

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    # SQLite cannot alter most of a table: it is written anew instead.
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
