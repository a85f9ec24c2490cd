"""Speakers with the pages they claim by a link, and materials of their sessions; the nouns are those of `events`."""
