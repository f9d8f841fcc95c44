"""Is this network low? Each against the others in the same cells, day by day.

The same code compares campaigns of a network and creatives of a format: whatever is compared is
an entity here, and a cell is what makes entities comparable.
"""
