"""Speeds of the product against the machine's limit and against a peer: `make bench`."""
