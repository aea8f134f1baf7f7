"""Public notices (公告公示), as page, Word and PDF: of one project, and of the money of a year."""
