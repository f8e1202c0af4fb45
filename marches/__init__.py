"""The contract owes hours. This room knows no person."""
