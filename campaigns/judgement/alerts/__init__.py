"""Alert rules: what they watch, what their nights say, and in which words."""
