"""The pages of dues, one module per theme."""
