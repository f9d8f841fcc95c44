"""Data in: files are read, names are found, counts are written through one door."""
