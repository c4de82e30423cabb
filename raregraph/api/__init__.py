"""The read-only interface in Monarch's shape, /v3/api: its routes, their parameters, and how a release answers them."""
