"""Workbooks cell by cell: values, what they show, merges, formulas, what is hidden."""
