"""mixed-layouts (error): folders of drizzle 1.0 lie beside a journal of 0.x.

Why: drizzle-kit and migrate() of 1.0 refuse the folder because of the journal, and 0.x never runs the folders. A merge
of a branch from before the upgrade brings the journal and the files back; `drizzle-kit up` then fails on them. An `up`
that was killed leaves both, too. Of drizzle-journal, `check`, `doctor`, `status` and `rollback` then look at the
journal alone, and the other commands do nothing.
Instead: after a merge keep the folders, and remove the journal and the files that became folders; a migration that has
no folder yet is generated again. After a killed `up` move back what it moved, and run it again.
"""
