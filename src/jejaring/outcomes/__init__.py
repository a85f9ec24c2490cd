"""What an event brought: feedback of those who were there, and one report with its numbers, decisions and materials."""
