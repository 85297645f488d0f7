"""The command line: one file per verb, each of which calls one function and shows its result."""
