"""Taking an import back: what later ones stand on it, and the former state."""
