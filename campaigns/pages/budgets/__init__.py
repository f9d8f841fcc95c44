"""`/budgets/`: plans of a month against what is spent."""
