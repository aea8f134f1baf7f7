"""Which account and which server the queries of a block go to."""
