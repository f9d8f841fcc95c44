"""The numbers of the pages for programs: the same form, the same questions, as JSON."""
