"""Does this look like fraud? Triage, never conviction.

One app and network (or sub-publisher) over 28 days, judged weekly, against the other networks
of the app. Networks may all cheat, so absolute limits stay beside the peers; and a broken store
page looks like click flooding on all networks at once. `rules.look` asks every rule.
"""
