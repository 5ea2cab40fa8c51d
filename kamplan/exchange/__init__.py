"""Plans as text: the plan folder."""
