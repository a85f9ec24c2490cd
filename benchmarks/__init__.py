"""What is measured, against whom: `make bench` prints the figures of one run."""
