"""casebook turns case studies into a training course.

It is a compiler: text sources go in, one frozen model stands in the middle, documents leave at the back. HR's side is a
ledger beside it: what was released and what came in is recorded, and results are read from that.
Imports only point down, and rooms on one floor do not import each other, but for stories, where one may use a part of another:

    DOORS     scripts/*.py   cli/             arguments in, one call of a story, a result shown
    STORY     workshop/  preview/             the kit of one session, and its debrief; the course shown while it is
                                              written; both use the stories below
              pipeline.py  instructing.py     the stages of a build in order (read it first); slides and handouts with it
              unchanged.py                    a build in which nothing changed
              scaffolding.py                  what `casebook new` makes
              assigning/  grading/            HR's side: release to a roster, grade what comes back,
              marking/  reporting/            have open answers marked, report; one room for each command
    MATERIALS slides/      handouts/          decks; what is handed out on paper, and the frame of all print
    HANDS     execution/   website/           the only rooms that run kernels, tools and Chromium,
              printing/    gradebook/         talk to a database, or run learners' code
              sandbox/
    WORKERS   executors/                      processes of this machine or, by a dask scheduler, of many
    FILES     records.py     tables.py        HR's own folder; tables from Excel and for it
    CRAFTS    notebooks/                      pure: a case in, a notebook out
    SOURCES   loader/                         cases/ + exercises/ + book/ -> Course, all problems at once
    WORLD     model/                          Course > Module > Case > Exercise > Item; what HR releases; all frozen
    SPECIES   items/                          OPEN set: one file per item type
    ALPHABET  interactions.py  answers.py     CLOSED set: five ways to answer, seven ways to score; the answers file
    GROUND    registry errors text markup     import nothing above them; labels/ and problems/ hold our words in each
              atomic tidying unseen filenames language, fonts/ the fonts; installed.py what is installed
              installed labels/ problems/     forking/ what spawns, limits and ends the processes of two rooms
              forking/
"""

__version__ = "0.1.0"
