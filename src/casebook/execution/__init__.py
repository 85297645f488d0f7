"""Run notebooks by papermill, in parallel; `run` is the way in."""
