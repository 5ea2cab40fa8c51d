"""What a solved plan says about budgets, teams, goods and accounts."""
