"""Children forked from a parent that has imported everything already: spawned, limited and reaped in one place.

The sandbox for learners' code, the kernels of notebooks and the preview's jupyter-book use it. It imports the standard library only.

    starting    the asker's end: start a process that serves, and end it with all that it forked
    parents     the asker's end of a parent that forks children, with a handle for each
    parent      that parent, and the keepers that end each child with everything below it
    frames      how they talk
    lineage     who dies with whom, and how a process ends with everything below it
    limiting    limits that a process sets for itself and never raises again
"""
