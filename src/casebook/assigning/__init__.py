"""Release an assignment to a roster: select items, write the record, the trainees' package and the mail merge."""
