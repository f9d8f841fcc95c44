"""`/account/`: where somebody is logged in, their keys for programs, and how both end."""
