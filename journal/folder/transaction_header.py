"""What tells that a file does not run in one transaction: our own header, or a spelling that the settings name."""

import re
from fnmatch import fnmatchcase

from journal.errors import FolderUnreadable, nearest, place_at
from journal.folder.migrations import Migration
from journal.sql.leading_comments import leading_comments

NO_TRANSACTION = "no-transaction"
_OWN = re.compile(r"--[ \t]*journal:[ \t]*(\S.*)\Z", re.IGNORECASE)
_DASHES = re.compile(r"(-{2,}) ?")
_OF_OTHERS = (
    "-- +goose NO TRANSACTION*",
    "-- +migrate Up*notransaction*",  # sql-migrate
    "-- migrate:up*transaction:false*",  # dbmate
    "-- atlas:txmode none*",
    "-- no-transaction*",  # sqlx
    "-- @no-transaction*",
    "--! no-transaction*",  # graphile-migrate
    "---- tern: disable-tx*",
    "-- transactional: false*",  # yoyo
    "--changeset *runInTransaction:false*",  # liquibase
    "-- flyway:executeInTransaction=false*",
)


def no_transaction_evidence(migration: Migration) -> str | None:
    """Return what tells that the file runs statement by statement, as a clause, or None where nothing does."""
    for pattern in migration.no_transaction:
        if pattern.endswith(".sql") and fnmatchcase(f"{migration.tag}.sql", pattern):
            return f"its name matches `{pattern}` of the settings"
    headers = [pattern for pattern in migration.no_transaction if pattern.startswith("--")]
    for _, comment in leading_comments(migration.text):
        own = _OWN.match(comment)
        if (own and own[1].lower() == NO_TRANSACTION) or any(_is(comment, header) for header in headers):
            return f"it begins with `{comment}`"
    return None


def refuse_unknown_header(migration: Migration) -> None:
    """Raise FolderUnreadable for a header `-- journal: …` that is none."""
    for offset, comment in leading_comments(migration.text):
        own = _OWN.match(comment)
        if own and own[1].lower() != NO_TRANSACTION:
            near = nearest(own[1].lower(), [NO_TRANSACTION], 0.5)
            raise FolderUnreadable(
                f"{migration.path.name} begins with `-- journal: {own[1]}`, which is no known header.",
                hint=f"Did you mean `-- journal: {NO_TRANSACTION}`?" if near else f"There is one: {NO_TRANSACTION}.",
                place=place_at(migration.path, migration.text, offset),
            )


def header_of_other_tool(migration: Migration) -> str | None:
    """Return the pattern of the header by which another tool runs the file outside a transaction, or None."""
    comments = [comment for _, comment in leading_comments(migration.text)]
    return next((pattern for pattern in _OF_OTHERS if any(_is(comment, pattern) for comment in comments)), None)


def _is(comment: str, pattern: str) -> bool:
    """Tell whether a comment matches a pattern; blanks and capital letters do not count."""
    return fnmatchcase(_plain(comment), _plain(pattern))


def _plain(comment: str) -> str:
    return _DASHES.sub(r"\1 ", " ".join(comment.lower().split()), count=1)
