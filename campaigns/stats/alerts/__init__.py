"""Is a day beyond the noise of a series' own weekdays, since when, and when is it over?"""
