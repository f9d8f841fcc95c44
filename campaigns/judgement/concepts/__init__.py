"""Which hook, length or language works, like for like."""
