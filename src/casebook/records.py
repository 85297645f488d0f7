"""HR's own folder: the course's secret, what was released, and by default the gradebook. None of it is for trainees.

_hr/.gitignore                         so that none of it is published by accident
_hr/secret                             made by the first assignment; whoever has it can foresee every draw
_hr/gradebook.db                       unless the gradebook is kept elsewhere
_hr/<assignment>/release.json          the release record
_hr/<assignment>/package/              what trainees get: the only thing here that leaves the house
"""

import os
import secrets
from pathlib import Path

from pydantic import ValidationError

from casebook.atomic import write_atomically
from casebook.errors import RecordsError
from casebook.model.assignment import ReleaseRecord
from casebook.model.release import OPEN

FOLDER = "_hr"


class Records:
    """The folder of HR's records of a course."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def gradebook(self) -> Path:
        """Return where the gradebook is if it is a file of this folder."""
        return self.folder / "gradebook.db"

    def make(self) -> None:
        """Make the folder, for its owner alone."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_atomically(self.folder / ".gitignore", "*\n")

    def secret(self) -> bytes:
        """Return the course's secret, drawn where nothing was released yet.

        Raises RecordsError where it is lost, since a new one would repeat no draw, or where its file holds none.
        """
        path = self.folder / "secret"
        if not path.exists():
            if any(name != OPEN for name in self.assignments()):
                raise RecordsError("records-secret", path=path)
            self.make()
            draft = self.folder / f".secret.{os.getpid()}"
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
                file.write(secrets.token_hex(32) + "\n")
            try:
                os.link(draft, path)  # whoever comes second takes what the first has drawn
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        try:
            secret = bytes.fromhex(path.read_text(encoding="ascii").strip())
        except ValueError:
            secret = b""
        if len(secret) != 32:
            raise RecordsError("records-secret", path=path)
        return secret

    def folder_of(self, assignment: str) -> Path:
        """Return where an assignment's records and its package are."""
        return self.folder / assignment

    def assignments(self) -> list[str]:
        """Return the names of what was released."""
        return sorted(path.parent.name for path in self.folder.glob("*/release.json"))

    def read(self, assignment: str) -> ReleaseRecord:
        """Return the record of an assignment; raise RecordsError where there is none or it cannot be read."""
        path = self.folder_of(assignment) / "release.json"
        try:
            return ReleaseRecord.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            known = ", ".join(self.assignments()) or "-"
            raise RecordsError("records-no-assignment", name=assignment, known=known) from None
        except (OSError, ValidationError) as error:
            raise RecordsError("records-unreadable", path=path, reason=str(error).splitlines()[0]) from error

    def write(self, record: ReleaseRecord) -> None:
        """Write the record of an assignment."""
        self.make()
        text = record.model_dump_json(by_alias=True, indent=1) + "\n"
        write_atomically(self.folder_of(record.assignment) / "release.json", text)
