"""`/data/`: what is there, what is missing."""
