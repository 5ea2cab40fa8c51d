"""What-ifs: scenario files, their changes, expectations and comparison."""
