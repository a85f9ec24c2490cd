"""Input of the journey's pages."""
