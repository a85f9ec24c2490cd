"""The edges of this room, one module per subject."""
