"""Django's engine for PostgreSQL, which finds out quickly that the server is away: `ENGINE` names this package."""
