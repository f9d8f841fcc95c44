"""The pages of signals and cases: words, tables and charts."""
