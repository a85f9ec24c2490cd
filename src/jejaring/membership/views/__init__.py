"""The pages of membership, one module per theme."""
