"""`/devices/`: where somebody is logged in, and how that ends."""
