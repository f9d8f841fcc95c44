"""Creatives: which one is best (`best`), which one is tired and why one falls (`app`).

Plain Python: numbers in, codes and numbers out. Whoever shows them finds the words.
"""
