"""CHECK. One rule a file; a new one needs its file, its test, and its name here. Findings come in this order."""

from journal.rules.support.rule import rules

ON_FOLDER = rules(
    # the journal as a whole, then its entries
    "journal-missing journal-unreadable merge-conflict mixed-layouts unknown-version unknown-dialect",
    "entry-malformed unsafe-tag duplicate-tag duplicate-idx gapped-idx",
    "when-not-an-integer quoted-when when-in-seconds when-in-the-future when-does-not-rise when-in-the-same-second",
    "tag-without-underscore shared-prefix",
    # entries and files against the base, each other and the recorded hashes
    "base-entry-changed base-file-changed entry-without-file file-without-entry down-file-in-journal",
    "hash-missing hash-not-recorded hash-malformed hash-differs baseline-changed unknown-key",
    "lock-missing lock-unreadable not-locked locked-removed late-entry hash-contradicted",
    # drizzle-kit's snapshots
    "snapshot-unreadable no-snapshots snapshot-missing snapshot-without-entry snapshot-chain snapshot-shared-parent",
    "snapshot-duplicate-id snapshot-old-version snapshot-order mixed-prefixes stray-meta-file",
    # names, settings and folders
    "not-a-file upper-case-ending unsafe-name unprintable-name sub-folder",
    "ignored-but-listed idle-ignore idle-baseline not-where-drizzle-looks second-journal config-of-other-dialect",
    "config-of-script shared-ledger",
    # the bytes of the files, and how they follow each other
    "byte-order-mark crlf-line-endings not-utf8 empty-migration commented-baseline no-down-file",
    "enum-value-used-in-one-batch enum-value-used-at-once",
)

ON_FOLDERS_1 = rules(
    # the layout of drizzle 1.0: the lock, the folders, drizzle-kit's graph of snapshots
    "lock-missing lock-unreadable not-locked locked-removed hash-differs late-folder base-file-changed",
    "folder-without-moment folder-without-sql",
    "graph-unreadable graph-missing graph-parent graph-duplicate-id graph-refused branch-conflict kit-check-failed",
    "byte-order-mark crlf-line-endings not-utf8 empty-migration no-down-file",
    "enum-value-used-in-one-batch enum-value-used-at-once",
    "config-of-other-dialect config-of-script",
)

OF_KIT = frozenset({"graph-refused", "branch-conflict", "kit-check-failed"})
"""The rules that show the answer of drizzle-kit's own `check`."""

ON_SQL = rules(
    "nul-byte psql-command copy-data marker-inside other-dialect syntax-error sql-not-checked",
    "transaction-control not-in-a-transaction leaking-setting carriage-return-alone foreign-markers comment-only",
    "unmarked-statements",
    # migrations that are written by hand
    "unguarded-statement steps-without-transaction destructive-without-count drop-without-note",
)

ON_EXCEPTIONS = rules("stale-acceptance idle-ignore-comment ignore-without-reason")

ALL = ON_FOLDER + rules(*(name for name in ON_FOLDERS_1.names if name not in ON_FOLDER.names)) + ON_SQL + ON_EXCEPTIONS
