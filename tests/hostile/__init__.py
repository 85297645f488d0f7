"""Submissions made by code: honest ones, and some fifty that are not."""
