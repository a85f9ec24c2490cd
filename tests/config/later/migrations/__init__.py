"""Migrations of the room `setup` as a later version might have them: for tests of upgrades."""
