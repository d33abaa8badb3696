"""What a power cut took of commits that git had made: found by what was noted of them, and mended on the author's word.

Git does not wait for the disk. So a branch may name a commit whose objects are empty or not there, or be empty itself,
or not have heard of a commit that is whole. Only what was noted as ours is touched, and nothing is deleted.
"""

import contextlib
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tui.authoring.history import branches, object_names, objects
from tui.authoring.history.refusals import RepositoryError
from tui.authoring.history.undoing import UndoingRepository

_OURS = re.compile(r"commit(?: \(initial\))?: (?:glossary|course|day\d+(?:_\d+)?): ")
"""What a reflog says of our own commits."""


@dataclass(frozen=True)
class Noted:
    """What was noted of a commit: its branch, the commit before it, what it shall hold, and itself once it was made."""

    ref: str | None
    head: str | None
    blobs: Mapping[str, str | None]
    commit: str | None


@dataclass(frozen=True)
class Loss:
    """What a power cut took, and how it is mended.

    `lost` are the indices of those among what was noted that are lost, oldest first. The branch `ref` names `held`
    ("": its file is empty) and goes back to `target`, if `broken_ref`. The objects `broken` are moved away. `said`
    tells it in a sentence; where `refusal` is not empty, it is the author's to mend, and it says how to begin.
    """

    lost: tuple[int, ...]
    ref: str
    held: str | None
    target: str | None
    broken_ref: bool
    broken: tuple[str, ...]
    gone: tuple[str, ...]
    blobs: Mapping[str, str | None]
    said: str
    refusal: str = ""

    @property
    def base(self) -> str | None:
        """The commit on which the lost ones are made again; None before the first."""
        return self.target if self.broken_ref else self.held


class MendingRepository(UndoingRepository):
    """The repository, with the ways back from a power cut."""

    def look_for_loss(self, noted: Sequence[Noted], besides: Mapping[str, str] | None = None) -> Loss | None:
        """Return what a power cut took of the commits that were `noted` of one branch, oldest first; None if nothing.

        `besides` gives files, with their blobs, that commits of ours may hold which follow those.
        """
        tree, first = self._tree, noted[0]
        if first.ref is None:
            return None
        held = branches.held(tree, first.ref)
        broken_ref = held == "" or (held is not None and not objects.is_whole(tree, held, first.head))
        if held is None and first.head is not None:
            return None  # the branch is not there any more, which no power cut does
        lost = self._above_what_is_whole(noted) if broken_ref else self._unheard(noted, held)
        open_ones = [number for number, each in enumerate(noted) if each.commit is None]
        on_its_way = not lost and bool(open_ones) and held == noted[open_ones[0]].head
        if not lost and not on_its_way:
            return None
        lost = lost or open_ones
        taken = [noted[number] for number in lost]
        target = taken[0].head
        commits = {each.commit for each in taken if each.commit}
        # What the reflog tells of the branch since, unless somebody has moved it on from there.
        later = branches.since(tree, first.ref, target) if broken_ref or held == target else []
        gone = commits | {each.new for each in later} | ({held} if broken_ref and held else set())
        followed = {} if gone == commits else dict(besides or {})
        expected = self._expected(taken, gone, followed)
        broken = tuple(sorted(each for each in expected if objects.is_broken(tree, each)))
        if on_its_way and not broken:
            return None
        name = first.ref.removeprefix("refs/heads/")
        strange = [each.new for each in later if each.new not in commits and not _OURS.match(each.said)]
        refusal = ""
        if branches.current(tree) != first.ref:
            refusal = f"HEAD is not on {name} any more"
        elif broken_ref and target is not None and not objects.is_whole(tree, target, f"{target}^@"):
            refusal = f"the commit before it, {target[:10]}, is damaged too"
        elif strange:
            refusal = f"{strange[-1][:10]} was made after it, and not by Coursewright"
        blobs = {name: blob for each in taken for name, blob in each.blobs.items()} | followed
        damaged = bool(held) and objects.is_broken(tree, str(held))
        said = _said(name, taken[-1].commit, held, broken_ref, damaged)
        advice = _with_advice(refusal, target) if refusal else ""
        return Loss(tuple(lost), first.ref, held, target, broken_ref, broken, tuple(sorted(gone)), blobs, said, advice)

    def _above_what_is_whole(self, noted: Sequence[Noted]) -> list[int]:
        """Return what is lost where the branch itself is: all above the last commit to which it can go back."""
        tree = self._tree
        first = next(
            (
                n
                for n, each in enumerate(noted)
                if not each.commit or not objects.is_whole(tree, each.commit, each.head)
            ),
            len(noted) - 1,  # what followed the last one is lost: that one is made again too
        )
        while first and not objects.is_whole(tree, str(noted[first].head), f"{noted[first].head}^@"):
            first -= 1  # what followed the one before is lost
        return list(range(first, len(noted)))

    def _unheard(self, noted: Sequence[Noted], held: str | None) -> list[int]:
        """Return what is lost of commits of which the branch, whole in itself, knows nothing.

        Somebody who moved it would have left that in its reflog, as the last move. A commit that is not whole is lost
        wherever the branch is.
        """
        tree, ref = self._tree, str(noted[0].ref)
        known = {each.head for each in noted} | {each.commit for each in noted}
        told = {each.new for each in branches.moves(tree, ref)}
        ahead = branches.since(tree, ref, held)
        lost = []
        for number, each in enumerate(noted):
            if each.commit is None:
                if any(move.old == each.head != move.new for move in ahead):
                    lost.append(number)
                continue
            if not objects.is_whole(tree, each.commit, each.head):
                lost.append(number)
                continue
            unheard = any(move.new == each.commit for move in ahead) or (each.commit not in told and held in known)
            if unheard and not (held and self._is_below(each.commit, held)):
                lost.append(number)
        return lost

    def _is_below(self, commit: str, held: str) -> bool:
        return self._tree.read("merge-base", "--is-ancestor", commit, held, check=False).status == 0

    def _expected(self, noted: Sequence[Noted], gone: set[str], besides: Mapping[str, str]) -> set[str]:
        """Return every object of which it is known that these commits, and those on top of them, consist."""
        tree, base = self._tree, noted[0].head
        digits = len(base or next((blob for each in noted for blob in each.blobs.values() if blob), "0" * 40))
        # The empty blob is what git writes for a file that is announced.
        found = {*gone, object_names.name_of("blob", b"", digits)}
        before = objects.at_commit(tree, base) or {}
        ours = {name for each in noted for name in each.blobs} | set(besides)
        index = {name: entry for name, entry in objects.in_index(tree).items() if name not in ours}
        files = [before, index | {name: entry for name, entry in before.items() if name in ours}]
        overlay: dict[str, str | None] = {}
        for each in noted:
            overlay |= each.blobs
            for blobs in (overlay, {**overlay, **besides}):
                found |= {blob for blob in blobs.values() if blob}
                for entries in files:  # git writes the trees of the author's index too, beside those of the commit
                    found |= objects.changed_trees(tree, entries, blobs, digits)
        return found

    def tidy(self, noted: Noted, keep: Path) -> None:
        """Take away what a power cut has left empty or lost of the tree of the author's index, which git keeps too.

        The commit does not need it. But git would take it for whole when the author commits what else is staged.

        Raises:
            RepositoryError: the index is locked, or the disk refuses.
        """
        tree = self._tree
        files = objects.in_index(tree)
        before = {name: entry for name, entry in files.items() if name not in noted.blobs}
        digits = len(noted.commit or noted.head or "0" * 40)
        kept = objects.changed_trees(tree, before, noted.blobs, digits)
        nothing = object_names.name_of("blob", b"", digits)
        broken = [each for each in sorted({*kept, nothing}) if objects.is_broken(tree, each)]
        for each in broken:
            _take_away(objects.loose(tree, each), keep / f"git-{each}")
        if broken or objects.missing(tree, kept):
            for name, blob in noted.blobs.items():
                if blob is not None and self._staged_blob(name) == blob:
                    self._set_index(name, blob)  # whereupon git makes the tree anew when it needs it

    def mend(self, loss: Loss, keep: Path) -> None:
        """Put back what the power cut left in the way of another try; `keep` takes broken files.

        The branch goes back to the commit before, if it still names what it named; the index's entries of these files,
        where they are those of the lost commits, follow it. Nothing else is touched.

        Raises:
            RepositoryError: it is not to be mended here, the index is locked, or it has changed meanwhile.
        """
        if loss.refusal:
            raise RepositoryError(f"{loss.said} {loss.refusal}")
        tree, seconds = self._tree, self._index_seconds
        with self._alone():
            if self.locked:
                raise self.locked
            if branches.held(tree, loss.ref) != loss.held:
                raise RepositoryError(f"{loss.ref} has been moved meanwhile: nothing was done. Open the course again.")
            for name in loss.broken:
                _take_away(objects.loose(tree, name), keep / f"git-{name}")
            if loss.broken_ref:
                self._put_back(loss, keep)
            for ref in (loss.ref, "HEAD"):
                with contextlib.suppress(*([RepositoryError] if loss.base is None else [])):  # a branch without commits
                    branches.forget(tree, ref, set(loss.gone), wait_seconds=seconds)
            self._follow(loss)

    def _put_back(self, loss: Loss, keep: Path) -> None:
        tree, old = self._tree, loss.held
        if loss.held == "":
            _take_away(tree.common_dir / loss.ref, keep / f"git-{loss.ref.replace('/', '-')}")
            old = branches.held(tree, loss.ref)  # what it was when git last packed the branches
        if loss.target is None:
            if old:
                tree.change("update-ref", "-d", loss.ref, old, wait_seconds=self._index_seconds)
            return
        arguments = ("-m", "coursewright: back before a power cut", loss.ref, loss.target)
        tree.change("update-ref", *arguments, old or "0" * len(loss.target), wait_seconds=self._index_seconds)

    def _follow(self, loss: Loss) -> None:
        """Have the index say of these files what the branch says now, where it says what the lost commits said."""
        for name, blob in loss.blobs.items():
            there = self._at(loss.base, name)
            if self._staged_blob(name) in (blob, *object_names.NOTHING) and blob != there:
                self._set_index(name, there)

    def _at(self, commit: str | None, name: str) -> str | None:
        if commit is None:
            return None
        answer = self._tree.read("rev-parse", "--verify", "--quiet", f"{commit}:{name}", check=False)
        return answer.text() if answer.status == 0 else None


def _said(name: str, commit: str | None, held: str | None, broken_ref: bool, is_empty: bool) -> str:
    which = f"commit {commit[:10]}" if commit else "the commit"
    took = f"A power cut took {which}:"
    if held == "":
        return f"{took} the file of branch {name} is empty."
    if broken_ref:
        how = "are empty or damaged" if is_empty else "are not all there, or are damaged"
        return f"{took} branch {name} names {str(held)[:10]}, but git's objects of it {how}."
    return f"{took} branch {name} stands where it stood before."


def _with_advice(why: str, target: str | None) -> str:
    back = f" `git reflog` shows where it stood; it was {target[:10]} before." if target else ""
    return f"It is not mended here, for {why}: run `git fsck`.{back}"


def _take_away(path: Path, to: Path) -> None:
    """Move a broken file of git's to where it is kept."""
    if not path.exists():
        return
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        if to.exists():
            to = to.with_name(f"{to.name}-{os.urandom(4).hex()}")
        shutil.move(path, to)
    except OSError as error:
        raise RepositoryError(
            f"{path} could not be moved to {to}: {error.strerror}. Make room, then try again."
        ) from error
