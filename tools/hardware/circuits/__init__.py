"""The circuits that stand in the call: as parts and nets, as a simulation, and as drawings."""
