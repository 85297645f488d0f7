"""The preview: the course in a browser while it is written.

Two processes. One serves and never waits; the other builds and keeps warm what it has imported.

    preview.py      the story: something was saved -> a build -> the open pages are told
    session.py      what is known meanwhile, and who is told
    watching.py     what was saved, without what editors leave lying about
    builder.py      the building process, seen from the serving one
    building.py     what runs in it
    outcome.py      what it tells of a build
    published.py    which files a build changed, and so which open pages are old
    notes.py        problems and failures as the page shows them, in each language
    injecting.py    our script in every page, on its way out
    serving.py      the web server
    static/         the script and its style, which are never written into a site
"""
