"""How much one network address may ask for."""
