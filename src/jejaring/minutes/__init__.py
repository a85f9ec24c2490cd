"""Minutes (*notula*) of a session or meeting: agenda, presence, decisions, action items with owner and day."""
