"""Screens: one a mode, and the dialogs."""
