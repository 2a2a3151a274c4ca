"""What the call path costs: delay to the sample, shares of a core, and samples lost over a long run; beside peers."""
