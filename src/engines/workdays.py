"""Working-day calendars and deadlines."""
