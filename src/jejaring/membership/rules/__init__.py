"""Who may, one module a theme."""
