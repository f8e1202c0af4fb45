"""The count of hours: how many count in each line, and why the others do not."""
