"""What may follow what: tables of steps."""
