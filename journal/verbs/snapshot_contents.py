"""Which present snapshots are not the schema after their entry, and which of them drizzle-kit is content with."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from tempfile import mkdtemp

import orjson

from journal.catalog.values import Key
from journal.dataclass import dataclass
from journal.drizzle.generation import Generation, run_generate
from journal.drizzle.kit import FINE, Kit
from journal.folder.rewrite.many import RECORDS
from journal.folder.snapshots import SnapshotFile
from journal.project.files import FileKind, copy_file, copy_folder, read_file
from journal.project.settings import Settings
from journal.snapshot.constants import SPELLS
from journal.snapshot.differences import HAS, LACKS, SnapshotDifference, differences, without
from journal.snapshot.write import document_bytes

_SHOWN = 5

Files = Mapping[str, Path]
"""The content for each name, in private files: the snapshots of a long history do not fit into memory together."""


@dataclass(frozen=True)
class WrongSnapshot:
    """A present snapshot that is not the schema after the entry `tag`; `name` is that of its file."""

    name: str
    tag: str
    differences: tuple[SnapshotDifference, ...]

    @property
    def sentence(self) -> str:
        """Return the file and its differences, such as `0002_snapshot.json lacks column public.a.y`."""
        more = f"; and {len(self.differences) - _SHOWN} more" if len(self.differences) > _SHOWN else ""
        return f"{self.name} {'; '.join(map(str, self.differences[:_SHOWN]))}{more}."


@dataclass(frozen=True)
class KitAnswer:
    """The answer of the project's drizzle-kit about a folder: `check`, and `generate`."""

    check: str
    gist: str
    generation: Generation

    @property
    def is_fine(self) -> bool:
        """Tell whether `check` found nothing."""
        return FINE in self.check

    @property
    def drops(self) -> bool:
        """Tell whether `generate` would write a DROP."""
        return any(re.search(r"\bDROP\b", one, re.IGNORECASE) for one in self.generation.statements or ())

    def wants_less_than(self, other: "KitAnswer") -> bool:
        """Tell whether `generate` has only a part to write of what it would write with the other folder."""
        ours, theirs = self.generation.statements, other.generation.statements
        if self.generation.is_content:
            return not other.generation.is_content
        return bool(ours and theirs) and set(ours or ()) < set(theirs or ())


class Judge:
    """Asks the project's drizzle-kit about folders that are not written yet."""

    def __init__(self, settings: Settings, kit: Kit, folder: Path) -> None:
        self.settings, self.kit, self.folder = settings, kit, folder
        self._asked = 0

    def of(self, meta: Path, changed: Files) -> KitAnswer:
        """Return the answer about the migrations with that `meta/`, and these files in it."""
        outs = []
        for word in ("check", "generate"):
            out = self.folder / f"{word}-{self._asked}"
            copy_folder(self.settings.migrations, out, without=("meta",))
            copy_folder(meta, out / "meta", without=[f"{name}*" for name in RECORDS])
            for name, path in ((name, path) for name, path in changed.items() if path.parent != meta):
                (out / "meta" / name).unlink(missing_ok=True)
                copy_file(str(path), str(out / "meta" / name))
            outs.append(out)
        self._asked += 1
        with ThreadPoolExecutor(2) as pool:
            check = pool.submit(self.kit.run, "check", outs[0])
            generation = run_generate(self.kit, outs[1])
        return KitAnswer(check.result().text, check.result().gist, generation)


@dataclass(frozen=True)
class Contents:
    """How the present snapshots differ from the replay.

    `wrong`: the differences of each that a rebuild removes. `known`: those of the last one with which `generate` finds
    nothing to do. `undecided`: those of the last one where it is not known whether `schema.ts` has them, and `why` not.
    `spelled`: texts that may mean the same.
    """

    wrong: tuple[WrongSnapshot, ...] = ()
    known: tuple[SnapshotDifference, ...] = ()
    undecided: tuple[SnapshotDifference, ...] = ()
    why: str = ""
    spelled: tuple[WrongSnapshot, ...] = ()

    @property
    def unmade(self) -> tuple[SnapshotDifference, ...]:
        """The objects that `schema.ts` and the last snapshot have, and that no entry makes."""
        return tuple(one for one in self.known if one.kind == HAS)


class Comparison:
    """Compares each present snapshot with that of the replay, which is kept in `folder` where they differ."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._found: list[WrongSnapshot] = []
        self._last: WrongSnapshot | None = None
        self._present: Path | None = None

    def add(self, tag: str, present: SnapshotFile, replayed: bytes, assumed: Collection[Key] = ()) -> None:
        """Compare the snapshot of an entry, which can be read. `assumed`: what was there before the first entry."""
        told = read_file(present.path, FileKind.SNAPSHOT)
        every = () if told == replayed else differences(orjson.loads(told), orjson.loads(replayed))
        found = tuple(one for one in every if not one.is_only_assumed(assumed))
        self._present = present.path
        self._last = WrongSnapshot(present.path.name, tag, found)
        if found:
            self._found.append(self._last)
            (self.folder / present.path.name).write_bytes(replayed)

    def rebuilt(self, found: Sequence[WrongSnapshot]) -> dict[str, Path]:
        """Return the snapshots that the replay gave in place of these."""
        return {one.name: self.folder / one.name for one in found}

    @property
    def standing(self) -> tuple[SnapshotDifference, ...]:
        """The differences of the last present snapshot, on which `generate` goes on."""
        return tuple(one for one in self._last.differences if one.kind != SPELLS) if self._last else ()

    @property
    def passing(self) -> tuple[WrongSnapshot, ...]:
        """What the last present snapshot has no longer, so that no `schema.ts` explains it."""
        standing = {(one.object, one.kind, one.facet) for one in self.standing}
        return self._only(lambda one: one.kind != SPELLS and (one.object, one.kind, one.facet) not in standing)

    @property
    def all(self) -> tuple[WrongSnapshot, ...]:
        """All differences that no spelling explains."""
        return self._only(lambda one: one.kind != SPELLS)

    @property
    def spelled(self) -> tuple[WrongSnapshot, ...]:
        """The texts of which it is not known whether they mean the same."""
        return self._only(lambda one: one.kind == SPELLS)

    def _only(self, wanted: Callable[[SnapshotDifference], bool]) -> tuple[WrongSnapshot, ...]:
        found = (replace(one, differences=tuple(filter(wanted, one.differences))) for one in self._found)
        return tuple(one for one in found if one.differences)

    def made_since(self, later: Files) -> tuple[SnapshotDifference, ...]:
        """Return the objects that the newest of the later snapshots has, and the last present one has not."""
        if self._present is None or not later:
            return ()
        paths = self._present, [*later.values()][-1]
        present, newest = (orjson.loads(read_file(path, FileKind.SNAPSHOT)) for path in paths)
        return tuple(one for one in differences(present, newest) if one.kind == LACKS)

    def as_known(self, files: Files, known: Sequence[SnapshotDifference]) -> Files:
        """Return snapshots without the objects that drizzle-kit does not know."""
        lacking = [one for one in known if one.kind == LACKS]
        if not lacking:
            return files
        folder = Path(mkdtemp(prefix="known-", dir=self.folder))
        for name, path in files.items():
            document = orjson.loads(read_file(path, FileKind.SNAPSHOT))
            (folder / name).write_bytes(document_bytes(without(document, lacking)))
        return {name: folder / name for name in files}


@dataclass(frozen=True)
class Decision:
    """What was found, and the files to write in place of those that are there or were rebuilt."""

    contents: Contents
    files: Files
    answer: KitAnswer | None = None


def decide(found: Comparison, meta: Path, later: Files, judge: Judge | None, why: str, *, rebuild: bool) -> Decision:
    """Decide about each difference. `meta`: the folder as it would be; `later`: those rebuilt after the last present.

    What differs in the last present snapshot may be wanted: a table of a custom migration that `schema.ts` does not
    have. Where `generate` finds nothing to do, it is left alone. `rebuild`: rebuild it where no drizzle-kit can tell.
    """
    if judge is None:
        wrong = found.all if rebuild or not found.standing else found.passing
        undecided = () if rebuild else found.standing
        return Decision(Contents(wrong, undecided=undecided, why=why, spelled=found.spelled), found.rebuilt(wrong))
    kept = found.as_known({**found.rebuilt(found.passing), **later}, found.standing)
    with_kept, known = judge.of(meta, kept), found.standing
    if with_kept.drops and (made := found.made_since(later)):
        fewer = found.as_known(kept, made)
        if (answer := judge.of(meta, fewer)).generation.is_content:
            kept, with_kept, known = fewer, answer, (*known, *(one for one in made if one not in known))
    if with_kept.generation.is_content or not found.standing:
        return Decision(Contents(found.passing, known, spelled=found.spelled), kept, with_kept)
    rebuilt = found.rebuilt(found.all)
    with_rebuilt = judge.of(meta, rebuilt)
    if with_rebuilt.wants_less_than(with_kept):
        return Decision(Contents(found.all, spelled=found.spelled), rebuilt, with_rebuilt)
    either = told(with_kept.generation), told(with_rebuilt.generation)
    why = f"drizzle-kit generate {either[0]}; with the schema of the replay it {either[1]}"
    return Decision(Contents(found.passing, (), found.standing, why, found.spelled), kept, with_kept)


def told(generation: Generation) -> str:
    """Return what `generate` did, for a sentence."""
    if generation.statements is None:
        return f"says “{generation.output}”"
    count = len(generation.statements)
    return f"writes {count} statement{'s' if count != 1 else ''}"
