"""Yesterday by hand: a day of all active campaigns, typed or pasted at once."""
