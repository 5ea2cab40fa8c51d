"""The command palette: everything the program does and every place in it, found by words."""
