"""Pages of the journey and of the public register."""
