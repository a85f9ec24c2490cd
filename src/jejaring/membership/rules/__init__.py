"""Who may, one module per theme."""
