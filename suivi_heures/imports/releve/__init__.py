"""Read a timesheet as a company really sends it: any layout, any container, no database."""
