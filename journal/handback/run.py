"""All of a handback that is done on the copy: tags, snapshots, the bridge, and every line of the list."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property

from journal.connect.target import Target
from journal.drizzle.choice import Engine
from journal.drizzle.find import find_drizzle_kit
from journal.drizzle.kit import Kit
from journal.drizzle.variables import variables_of
from journal.folder.entries import FILE_NAME
from journal.handback.checklist import (
    NO_BRIDGE,
    chain_items,
    head_item,
    idle_items,
    journal_item,
    late_items,
    prefix_item,
    rule_items,
    upgrade_rule_items,
)
from journal.handback.config import kit_items, meta_item, out_items, renamed_items
from journal.handback.drizzle.generate import check_proof, generate_proof, generated_after
from journal.handback.drizzle.migrate import migrate_proof
from journal.handback.drizzle.upgrade import newer_kit, upgrade_items
from journal.handback.folder.bridge import NAME, bridge_text, bridged
from journal.handback.folder.complete import CompletedCopy, ReplayOptions, made_whole, renumbered
from journal.handback.folder.prefix import Mode, misfit, next_prefix
from journal.handback.folder.publish import to_be_published
from journal.handback.folder.workspace import Workspace, copied
from journal.handback.head.comparison import Scope
from journal.handback.head.database import SchemaUnusable
from journal.handback.item import Item, no_go
from journal.handback.live import landing, manual_names
from journal.handback.request import Database, HandbackRequest, HandedBack
from journal.rules.support.subject import Finding
from journal.verbs.bootstrap import Bootstrapped, BootstrapRequest, bootstrap
from journal.verbs.check import CheckRequest, check
from journal.verbs.locate import LiveState
from journal.verbs.snapshot import SnapshotsRequest


def kit_of(work: Workspace) -> Kit | None:
    """The project's own drizzle-kit; None where there is none, it is not to be run, or has no config for PostgreSQL."""
    settings = work.original
    package = find_drizzle_kit(settings.root) if settings.engine != Engine.NATIVE else None
    return (
        Kit(package, settings.root, settings.config, work.folder, variables_of(settings))
        if package and settings.drizzle and settings.config
        else None
    )


@dataclass(frozen=True)
class Handing:
    """One run on one copy. `boot`: what the journal is to be, which the copy has already."""

    work: Workspace
    means: ReplayOptions
    request: HandbackRequest
    boot: Bootstrapped
    database: Database | None

    def done(self) -> HandedBack:
        """The copy as it is to be, and what is to be said of it."""
        renumbering = renumbered(self.work) if self.request.renumber else None
        items = [journal_item(self.boot)]
        newer = newer_kit(self.work, self.request.v1) if self.request.v1 else None
        whole, bridge, landed = None, None, None
        try:
            whole = self._whole(self._snapshots)
            if self.request.bridge and whole.head and whole.head.names:
                bridge, whole = self._bridged(whole)
            items += self._items(whole)
            items += [NO_BRIDGE] if self.request.bridge and whole.head and not bridge else []
            landed = landing(whole, *self._asked) if self._asked else None
        except SchemaUnusable as error:
            items.append(no_go("schema", error.message, error.hint))
        items += landed.items if landed else ()
        if renumbering:
            items += renamed_items(self.work.original, renumbering.tags)
            items += manual_names(renumbering.tags, self.database.live) if self.database else ()
        if whole and newer:
            items += upgrade_rule_items(self._findings)
            items += upgrade_items(newer, self.work, whole, landed.ledger if landed else None)
        files = to_be_published(self.work)
        said = tuple(self._told(one) for one in items)
        return HandedBack(self.work.original, self.request, self.boot, renumbering, bridge, said, files, landed)

    @cached_property
    def _findings(self) -> tuple[Finding, ...]:
        """What `journal check` finds in the copy, once that is whole."""
        return check(self.work.settings, CheckRequest()).findings

    def _told(self, item: Item) -> Item:
        told = self.work.told
        details = tuple(map(told, item.details))
        return replace(item, message=told(item.message), help=told(item.help), details=details)

    def _again(self, *words: str) -> str:
        """The same handback with these words, as it is to be typed."""
        return self.request.command(self.work.original, *words)

    @property
    def _asked(self) -> tuple[Target, LiveState, tuple[str, ...]] | None:
        """What the live database is asked by."""
        database = self.database
        return (database.target, database.live, self.request.ignore) if database else None

    @property
    def _snapshots(self) -> SnapshotsRequest:
        return SnapshotsRequest(self.request.replace, self.request.anew, actual_state=True, recipe=self.request.recipe)

    @property
    def _scope(self) -> Scope:
        settings = self.work.original
        schemas, tables = (
            settings.drizzle.get(key) if settings.drizzle else None for key in ("schemaFilter", "tablesFilter")
        )
        ignore = self.request.ignore
        return Scope(settings.ledger, ignore, schemas.value if schemas else None, tables.value if tables else ())

    def _whole(self, request: SnapshotsRequest) -> CompletedCopy:
        return made_whole(self.work, self._reading, request, self._scope)

    @property
    def _reading(self) -> ReplayOptions:
        """The means, with drizzle-kit only where it reads a journal."""
        kit = self.means.kit
        return self.means if kit and kit.package.reads_journals else replace(self.means, kit=None)

    def _bridged(self, whole: CompletedCopy) -> tuple[tuple[str, str], CompletedCopy]:
        """Write the migration that renames into the copy, and make that whole."""
        assert whole.head  # noqa: S101 - it is what differs
        settings, now, journal = self.work.settings, datetime.now(UTC), whole.folder.journal
        marked, wrong = self._marked, misfit(self._mode, journal.entries, now)
        mode = wrong.fitting[0] if wrong and wrong.fitting else self._mode
        prefix = next_prefix(mode, journal.entries, now) or next_prefix(Mode.INDEX, journal.entries, now)
        tag, text = f"{prefix}_{NAME}", bridge_text(whole.head.names, breakpoints=marked)
        (settings.migrations / f"{tag}.sql").write_text(text, encoding="utf-8", newline="")
        (settings.meta / FILE_NAME).write_text(
            bridged(journal, tag, now, breakpoints=marked).text, encoding="utf-8", newline=""
        )
        bootstrap(settings, self.means.provider, BootstrapRequest(Engine.NATIVE, recipe=self.request.recipe))
        return (tag, text), self._whole(SnapshotsRequest(actual_state=True, recipe=self.request.recipe))

    @property
    def _marked(self) -> bool:
        """Whether drizzle-kit would put breakpoints between statements."""
        drizzle = self.work.original.drizzle
        said = drizzle.get("breakpoints") if drizzle else None
        return said is None or bool(said.value)

    @property
    def _mode(self) -> Mode:
        drizzle = self.work.original.drizzle
        said = drizzle.get("migrations.prefix") if drizzle else None
        return Mode(said.value) if said and said.value in list(Mode) else Mode.INDEX

    def _items(self, whole: CompletedCopy) -> Iterator[Item]:
        settings, kit = self.work.original, self.means.kit
        entries, now = whole.folder.journal.entries, datetime.now(UTC)
        yield from chain_items(self._again, whole.chain)
        if settings.config:
            yield prefix_item(self._again, misfit(self._mode, entries, now))
        if self.work.moves_meta and settings.config:
            yield meta_item(self._again, settings, moves=self.request.move_meta)
        yield from out_items(settings)
        yield from late_items(entries, now)
        yield from rule_items(settings, self._findings)
        yield from kit_items(settings, kit)
        if whole.head:
            yield from head_item(self._again, whole.head)
            yield from idle_items(whole.head)
        if kit and kit.package.reads_journals and not whole.chain.misfits:
            yield from self._proofs(whole, kit)

    def _proofs(self, whole: CompletedCopy, kit: Kit) -> Iterator[Item]:
        checked, generated, migrated = (
            copied(self.work.out, self.work.folder / name) for name in ("checked", "generated", "migrated")
        )
        with ThreadPoolExecutor(2) as pool:  # drizzle-kit mostly loads itself
            check_, generation = pool.submit(check_proof, kit, checked), pool.submit(generated_after, kit, generated)
            last = migrate_proof(kit, migrated, whole.replays)
        yield check_.result()
        anew = self._again("--replace-all")
        yield generate_proof(generation.result(), whole.head, whole.replays, self._scope, anew=anew)
        yield last
