"""Children forked from a parent that has imported everything already: spawned, limited and reaped in one place.

Two rooms use it: the sandbox for learners' code, and the kernels of notebooks. What runs in the forked processes imports the
standard library and this package only.

    starting    the asker's end: start a parent, and end it with all that it forked
    frames      how they talk
    lineage     who dies with whom, and how a process ends with everything below it
    limiting    limits that a process sets for itself and never raises again
"""
