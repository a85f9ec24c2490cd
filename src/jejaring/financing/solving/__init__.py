"""Problems solved: several solvers in parallel, plans explained and compared in scenarios."""
