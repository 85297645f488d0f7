"""Report on an assignment: who stands where and why, to each learner what was right, to HR which items work.

1. cohort       release record, gradebook and course -> everybody's standing, and what each was asked
2. gradebook    -> tables for Excel: learners, submissions, and those of nobody on the roster
3. feedback     -> a page for each learner, which tells no more than the assignment discloses
4. analysis     -> the statistics of the test and its items (statistics.py, intervals.py), in words for HR
5. class_page   -> a page for HR and instructors, with charts
6. certificates -> a page for each who passed, with a code that can be verified

`report.py` is the story; it and nothing else here reads and writes files.
"""
