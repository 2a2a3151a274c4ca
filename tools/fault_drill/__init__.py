"""Every fault of the call path, struck on the real daemon with virtual cards; what it costs, to the sample."""
