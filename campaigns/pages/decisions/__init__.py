"""`/decisions/`: what was decided, on which numbers, and what followed."""
