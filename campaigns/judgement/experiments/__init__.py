"""Experiments: planned from today's volume, judged from stored counts, decided by people."""
