"""Studies before a plan is made, and after: what a programme is worth, the prioritisation plane, the risk of a plan."""
