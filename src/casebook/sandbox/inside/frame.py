"""How a child's answers are told apart, and how the server says that a submission is over."""

import struct

FRAME = struct.Struct(">HHI")
"""What stands before each answer on a child's pipe: number of the task, number of the call, bytes that follow."""

GONE = b"."
"""What the server says behind an answer, when no process of that submission is left."""
