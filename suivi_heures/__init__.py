"""The follow-up counts the hours and reports."""
