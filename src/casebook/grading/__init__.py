"""Grade what came in: find whose it is, score it, record one outcome for each submission."""
