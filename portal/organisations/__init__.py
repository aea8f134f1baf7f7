"""Who: every role that an organisation has in the ledger, ranked and added up."""
