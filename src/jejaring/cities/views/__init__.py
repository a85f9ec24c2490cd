"""Pages of this room: the public ones, and those of an organisation's people."""
