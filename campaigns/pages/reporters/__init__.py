"""`/data/reporters/`: who reported what."""
