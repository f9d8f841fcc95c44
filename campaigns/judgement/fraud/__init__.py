"""Watching networks for fraud, from the counts that a team has: triage, which convicts nobody."""
