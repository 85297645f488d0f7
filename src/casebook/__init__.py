"""casebook turns case studies into a training course.

It is a compiler: text sources go in, one frozen model stands in the middle, documents leave at the back.
Imports only point down, and rooms on one floor do not import each other:

    DOORS     scripts/*.py   cli/             arguments in, one pipeline call, a result shown
    STORY     pipeline.py                     the stages in order; read this page first
    HANDS     execution/     website/         the only rooms that run kernels and tools
    CRAFTS    notebooks/                      pure: a case in, a notebook out
    SOURCES   loader/                         cases/ + exercises/ + book/ -> Course, all problems at once
    WORLD     model.py                        Course > Module > Case > Exercise > Item, frozen
    SPECIES   items/                          OPEN set: one file per item type
    ALPHABET  interactions.py                 CLOSED set: five ways to answer, seven ways to score
    GROUND    registry.py errors.py text.py   import nothing of ours
"""

__version__ = "0.1.0"
