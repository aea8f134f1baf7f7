"""Review from the side of people: whose a draft is, and what becomes of it when somebody leaves."""
