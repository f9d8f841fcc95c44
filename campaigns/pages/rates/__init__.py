"""Rates of currencies: what they are, typed or from a file."""
