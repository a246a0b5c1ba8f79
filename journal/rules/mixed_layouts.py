"""mixed-layouts (error): folders of drizzle 1.0 lie beside a journal of 0.x.

Why: drizzle-kit and migrate() of 1.0 refuse the folder because of the journal, and 0.x never runs the folders. A merge
of a branch from before the upgrade brings the journal and the files back; `drizzle-kit up` then fails on them.
Instead: keep the folders, and remove the journal and the files that became folders. A migration that has no folder yet
is generated again.
"""

from shlex import quote

from journal.folder.version_1 import dated_folders, upgraded_name
from journal.rules.support.subject import Finding, Findings, Subject


def check(subject: Subject) -> Findings:
    settings = subject.settings
    folders = dated_folders(settings.migrations)
    if not folders or not subject.raw.items:
        return
    entries = [entry for _, entry in subject.entries]
    left = [entry.tag for entry in entries if upgraded_name(entry.tag, entry.when) not in folders]
    old = [settings.meta, *(subject.files[entry.tag].path for entry in entries if entry.tag in subject.files)]
    remove = f"git rm -r -- {' '.join(quote(str(path)) for path in old)}"
    message = f"{len(folders)} folders of drizzle 1.0 lie beside the journal, {folders[0]} first."
    if left and len(left) == len(entries):
        help_ = "No entry of the journal is one of the folders. Move one of the two into another folder."
    elif left:
        message += f" {', '.join(left[:5])}{' …' if len(left) > 5 else ''} of the journal has no folder."
        help_ = (
            f"Keep the SQL of what has no folder elsewhere. Then: {remove}. Then: {settings.drizzle_kit('generate')}"
        )
    else:
        help_ = f"Every entry of the journal is one of the folders. Remove what is left of 0.x: {remove}"
    yield Finding(message, help_, subject.raw.place())
