"""Boards of holes: what lies on them, what it joins, and drawings to build them by."""
