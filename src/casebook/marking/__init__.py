"""Rubric marking by people: blind sheets out, marks in, agreement, adjudication."""
