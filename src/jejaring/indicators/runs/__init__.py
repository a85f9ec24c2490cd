"""What an index run computes in parallel and writes: a folder of tables with a report."""
