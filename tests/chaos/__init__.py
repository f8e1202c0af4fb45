"""A whole instance whose parts are killed at random while companies send their timesheets."""
