"""The pages of registration, one module per theme."""
