"""Demo data: an invented team's apps and networks, with stories planted in their counts."""
