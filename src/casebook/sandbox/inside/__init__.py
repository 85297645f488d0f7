"""What runs inside the sandbox: it imports the standard library, `casebook.forking` and itself only.

It runs in a process that never sees an expected value.
"""
