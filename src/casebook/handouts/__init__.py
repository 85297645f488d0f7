"""What is handed out on paper: the case as a trainee may read it before deciding, and the tools to fill in by hand.

`document` is what every printed document of ours shares; rooms above extend its `print_base.html`.
"""

from casebook.handouts.cases import case_handout
from casebook.handouts.document import document
from casebook.handouts.tools import tool_sheet

__all__ = ["case_handout", "document", "tool_sheet"]
