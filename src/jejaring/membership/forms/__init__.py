"""Shape and meaning of input, one module per theme."""
