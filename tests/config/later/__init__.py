"""What a later version has, for tests of upgrades."""
