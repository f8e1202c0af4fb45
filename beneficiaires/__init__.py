"""A person works the hours: identity, eligibility, work contracts."""
