"""The terminal interface: screens and panels over kamplan.planning. No arithmetic, no SQL."""
