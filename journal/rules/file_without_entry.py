"""file-without-entry (error): a migration is not in the journal.

Why: Drizzle runs only the migrations that the journal lists; this one never runs, without any message.
Instead: `drizzle-journal bootstrap --add TAG` adds its entry. If it is no migration, `drizzle-journal bootstrap
--ignore PATTERN --reason TEXT` puts it on the ignore list of the settings.
"""

from journal.rules.support.subject import Findings, Subject
from journal.rules.support.unlisted import UnlistedGroup, groups_of, unlisted_files


def check(subject: Subject) -> Findings:
    """Find each such file; those that share an ending which no listed file has are one finding."""
    folder, command = subject.folder, subject.settings.command
    unlisted = [migration for migration in folder.forwards if migration.tag not in subject.listed]
    for group, files in (
        groups_of(unlisted_files(folder, unlisted, folder.journal.entries)) if subject.raw.value else ()
    ):
        alike = {file.ending: file for file in files} if group is UnlistedGroup.OTHER_ENDING else {}
        for ending, first in alike.items():
            tags = ", ".join(file.migration.tag for file in files if file.ending == ending)
            ignore = command("bootstrap", "--ignore", f"*{ending}.sql", "--reason", "TEXT")
            message = f"No listed file ends with {ending}.sql, and Drizzle never runs these: {tags}."
            yield subject.file_finding(first.migration.path, message, f"If they are no migrations: {ignore}")
        for file in [] if alike else files:
            tag, path = file.migration.tag, file.migration.path
            ignore = command("bootstrap", "--ignore", f"{tag}.sql", "--reason", "TEXT")
            message = f"{path.name} is not in the journal, so Drizzle never runs it."
            help_ = f"Type: {command('bootstrap', '--add', tag)}. If it is no migration: {ignore}"
            yield subject.file_finding(path, message, help_)
