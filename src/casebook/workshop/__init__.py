"""A kit for one session: everything that an instructor needs in the room, made for exactly these minutes and people.

1. request    what is asked for, read and checked as a whole   ->  Request, or everything that is wrong with it at once
2. notebook   papermill runs the kit's own notebook             ->  the plan by the clock, and the groups
3. kit        plan, groups, slides, handouts, cards, forms      ->  a folder that replaces the one of last time as a whole
4. debrief    votes and feedback forms, after the session       ->  a page and a table beside the kit

`making.py` tells 1 to 3, `debrief.py` the last.
"""
