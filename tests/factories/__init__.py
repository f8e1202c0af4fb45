"""Builders of rows, one file per app. To be called inside the right context."""
