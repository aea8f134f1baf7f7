"""Files that take long: made once an edition by the worker, and served from then on."""
