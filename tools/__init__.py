"""Tools that go with the project and are no part of the product."""
