"""The pages of membership, one module a theme."""
