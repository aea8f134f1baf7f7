"""Find the tables of a workbook and propose what they mean."""
