"""Shape and meaning of input, one module a theme."""
