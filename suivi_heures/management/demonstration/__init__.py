"""Invented guichets, in the exchange format, for the demonstration. Nobody here exists."""
