"""Other layouts of timesheets, made here, each with its truth derived from the rules of the corpus."""
