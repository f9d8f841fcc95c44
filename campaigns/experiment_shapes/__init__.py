"""Experiments for the eye: words, charts, tables."""
