"""What runs inside the sandbox, apart from casebook: this package imports the standard library and itself only.

It is started by `python -c` as the top-level package `inside`, in a process that never sees an expected value.
"""
