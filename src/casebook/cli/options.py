"""The options that verbs share, each defined once."""

from pathlib import Path
from typing import Annotated

import typer

CourseFolder = Annotated[
    Path,
    typer.Option(
        "--course", help="The folder of the course, with its _config.yml.", file_okay=False, show_default=False
    ),
]
Jobs = Annotated[
    int, typer.Option("--jobs", min=0, help="How many processes to use; 0 means one per processor.", show_default=True)
]
RecordsFolder = Annotated[
    Path | None,
    typer.Option(
        "--records",
        help="HR's own folder; `_hr` in the course's folder if not given.",
        file_okay=False,
        show_default=False,
    ),
]
GradebookAddress = Annotated[
    str | None,
    typer.Option(
        "--gradebook",
        envvar="CASEBOOK_GRADEBOOK",
        help="Where the gradebook is, such as postgresql+psycopg://host/name; `gradebook.db` among the records if not given.",
        show_default=False,
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler",
        metavar="URL",
        help="Run on the workers of this dask scheduler, such as tcp://10.0.0.5:8786; --jobs then counts only what is left to do here.",
        show_default=False,
    ),
]
