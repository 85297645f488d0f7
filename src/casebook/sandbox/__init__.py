"""Run learners' code where it can reach nothing, and know by trying that it cannot."""
