"""How soon a day is complete, and what the days that still settle will be."""
