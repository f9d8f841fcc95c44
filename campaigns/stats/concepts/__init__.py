"""What a hook, a length or a language does to IPM: the ledger of concepts."""
