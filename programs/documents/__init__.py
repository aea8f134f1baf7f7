"""Documents to print and to hand on: one description as plain data, written as PDF or Word."""
