"""Training of the mood light: what voices measure, where the anger model puts them, and what the filter knows."""
