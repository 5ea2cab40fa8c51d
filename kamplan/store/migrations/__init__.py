"""The schema of a workspace, step by step from the first tables (Alembic)."""
