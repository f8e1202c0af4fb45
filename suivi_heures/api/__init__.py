"""The door of programs: JSON in, JSON out, the same services and the same rows as the screens."""
