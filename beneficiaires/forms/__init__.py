"""Shape and French messages of what is typed about people, one file a subject."""
