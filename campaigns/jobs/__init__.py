"""Work in the background: what waits, who does it, and how each kind is done."""
