"""casebook turns case studies into a training course.

It is a compiler: text sources go in, one frozen model stands in the middle, documents leave at the back.
Imports only point down, and rooms on one floor do not import each other:

    DOORS     scripts/*.py   cli/             arguments in, one pipeline call, a result shown
    STORY     pipeline.py  scaffolding.py     the stages in order (read it first); what `casebook new` makes
    HANDS     execution/     website/         the only rooms that run kernels and tools
    CRAFTS    notebooks/                      pure: a case in, a notebook out
    SOURCES   loader/                         cases/ + exercises/ + book/ -> Course, all problems at once
    WORLD     model/                          Course > Module > Case > Exercise > Item, frozen
    SPECIES   items/                          OPEN set: one file per item type
    ALPHABET  interactions.py                 CLOSED set: five ways to answer, seven ways to score
    GROUND    registry errors text markup     import nothing above them; labels/ and problems/ hold our words in each
              atomic labels/ problems/        language, fonts/ the chart font
"""

__version__ = "0.1.0"
