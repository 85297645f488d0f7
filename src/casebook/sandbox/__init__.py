"""Run learners' code where it can reach nothing, and know by trying that it cannot.

1. open_runner   start a small process that has imported what the items declare and left the machine; try its walls
2. run_all       for each submission it forks a child, which confines itself, evaluates the calls and returns JSON
3. read          what came back is hostile: bounded, checked and parsed as JSON, never run
"""
