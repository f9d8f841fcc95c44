"""How the site writes days: Django asks for the module of a language."""
