"""What is written in cells: amounts, dates, counts, places and headings."""
