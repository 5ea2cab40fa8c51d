"""What is the user's own, whatever plan is open: settings of the terminal."""
