"""The released programme of an event as everyone reads it: pages, versions, calendars, formats."""
