"""The planner for the eye: tables, levers, words."""
