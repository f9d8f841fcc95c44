"""`/audit/`: what was done on this site, by whom, for owners."""
