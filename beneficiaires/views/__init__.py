"""Screens of the room, one file per screen."""
