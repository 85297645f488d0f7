"""Grade what learners handed in: whatever comes in, each submission ends in one recorded outcome with a reason.

1. intake    folders, archives, mails and files -> submissions, one at a time, bounded; nothing is unpacked to disk
2. reading   bytes -> an answers file, a notebook, or why it is neither
3. learner   whose it is: by what it says, else by its name
4. cells     a notebook -> responses by item
5. judge     responses and keys -> marks; code runs in the sandbox, which never sees what is expected
6. record    into the gradebook, in batches, so that an interrupted run goes on where it was

`grade.py` is the story, `run.py` its loop; all but these, intake, archives, running, receipts and opening do no I/O.
"""
