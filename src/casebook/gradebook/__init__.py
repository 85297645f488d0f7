"""The gradebook: what was handed in, what became of it, and every mark with who gave it, when and why.

1. record   a submission with its outcome, responses and automatic marks, in one transaction
2. add      later marks: by hand, overriding, after a changed key. Events are only ever added
3. read     apply the policy: which attempt counts, what lateness costs, who passed
"""

from casebook.gradebook.book import Gradebook
from casebook.gradebook.values import Event, Held, ItemMark, Note, Submission

__all__ = ["Event", "Gradebook", "Held", "ItemMark", "Note", "Submission"]
