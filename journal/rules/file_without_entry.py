"""file-without-entry (error): a migration is not in the journal.

Why: Drizzle runs only the migrations that the journal lists; this one never runs, without any message.
Instead: `journal bootstrap` adds its entry. If it is no migration, put it on the ignore list, with the reason.
"""

from journal.rules.support.subject import Findings, Subject


def check(subject: Subject) -> Findings:
    for migration in subject.folder.forwards if subject.raw.value else ():
        if migration.tag not in subject.listed:
            message = f"{migration.path.name} is not in the journal, so Drizzle never runs it."
            help_ = f"Type: {subject.settings.command('bootstrap')}. Or put it on the ignore list of the settings."
            yield subject.file_finding(migration.path, message, help_)
