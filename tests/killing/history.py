"""What the journal tells: which answers were wrong, and what went on around them.

Each subject (a practice, a term, practices changed in bulk) has one word at a time, or none, and all of its
changes are made by one writer after the other. So an answer about a word is right if it fits the subject's last
change that the reader had to see, or any later one that was under way before the answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

from .journal import Note

# Others' changes are applied at most once a second (follow.SECONDS_BETWEEN). A request that begins more than this
# after a commit must show it: the log was last read before the commit, so more than a second ago, and is read again.
# Nothing is added for the time that a request takes: it counts from its beginning. And the time of a commit is the
# writer's, after the database has confirmed it: the change was there a little earlier.
SECONDS = 1.0
LONGEST = 10.0  # seconds that a request may take while others are killed
TOLD_TO_REBUILD = {"rebuild", "build", "die_rebuilding"}
AROUND = 1.5  # seconds before an answer that a complaint tells of


@dataclass
class Change:
    """A change of a subject: when it was begun, and committed if that is known."""

    writer: str
    subject: str
    word: str | None
    began: float
    committed: float = inf

    def must_be_seen(self, reader: str, began: float) -> bool:
        """Whether a question that began then must see it: its own writer sees it at once."""
        return self.committed + (0 if reader == self.writer else SECONDS) < began


class History:
    """All that was noted."""

    def __init__(self, notes: list[Note]) -> None:
        self.notes = notes
        self.ids: dict[str, list[int]] = {}
        self.changes: dict[str, list[Change]] = defaultdict(list)  # of each subject, in order
        self.subject_of: dict[str, str] = {}  # of each word
        self._read_changes()

    def complaints(self) -> list[str]:
        """Return what was wrong, each with what went on around it."""
        return [
            *self._exceptions(),
            *(self._told(answer, wrong) for answer in self._answers() if (wrong := self._wrong(answer))),
            *self._without_an_answer(),
            *self._healed(),
            *(f"{note['who']}: {line}" for note in self._only("check") for line in note["differences"]),
            *(
                f"{note['victim']} had already ended with {note['code']}."
                for note in self._only("killed")
                if note["code"] != -9
            ),
        ]

    def summary(self) -> str:
        """Return how much was written and asked."""
        answers = list(self._answers())
        slowest = max(note["at"] - note["began"] for note in answers)
        by_sql = sum(note["by_sql"] for note in answers)
        committed = len(list(self._only("committed")))
        just = sum(self._is_just_old_enough(answer) for answer in answers)
        return (
            f"{committed} changes committed; {len(answers)} answers, {just} of them {SECONDS:.1f} to "
            f"{SECONDS + 0.1:.1f} seconds after a change, {by_sql} by SQL, the slowest after {slowest:.2f} seconds"
        )

    def _is_just_old_enough(self, answer: Note) -> bool:
        ages = [answer["began"] - change.committed for change in self.changes[self.subject_of[answer["word"]]]]
        return any(SECONDS < age < SECONDS + 0.1 for age in ages)

    def _only(self, what: str) -> Iterator[Note]:
        return (note for note in self.notes if note["what"] == what)

    def _answers(self) -> Iterator[Note]:
        return self._only("answer")

    def _read_changes(self) -> None:
        begun: dict[str, Change] = {}
        for note in self.notes:
            if note["what"] == "subject":
                self.ids[note["subject"]] = note["ids"]
            elif note["what"] == "intends":
                change = Change(note["who"], note["subject"], note["word"], note["at"])
                begun[note["change"]] = change
                self.changes[change.subject].append(change)
                if change.word:
                    self.subject_of[change.word] = change.subject
            elif note["what"] == "committed":
                begun[note["change"]].committed = note["at"]
            elif note["what"] == "undone":
                undone = begun[note["change"]]
                self.changes[undone.subject].remove(undone)

    def _wrong(self, answer: Note) -> str:
        """Return what is wrong with an answer, or nothing."""
        subject = self.subject_of[answer["word"]]
        ids = self.ids[subject]
        if answer["status"] != "200 OK":
            return f"was {answer['status']}"
        if answer["by_sql"]:
            return "came without the index"
        if answer["count"] not in {0, len(ids)} or not set(answer["ids"]) <= set(ids):
            return f"had {answer['count']} practices, {answer['ids']}, instead of {ids} or none"
        possible = self._possible(subject, answer)
        if answer["count"] and answer["word"] not in possible:
            return "had what must no longer be found, or was never committed"
        if not answer["count"] and possible == {answer["word"]}:
            return "lacked what must be found by now"
        return ""

    def _possible(self, subject: str, answer: Note) -> set[str | None]:
        """Return the words that the subject may have had for this answer."""
        words: set[str | None] = {None}
        for change in self.changes[subject]:
            if change.must_be_seen(answer["who"], answer["began"]):
                words = {change.word}
            elif change.began < answer["at"]:
                words.add(change.word)
        return words

    def _healed(self) -> Iterator[str]:
        """Who had to build the index anew without having been told to: nothing that a kill leaves needs that."""
        for note in self._only("phase"):
            if note["phase"] == "rebuilding ..." and note["who"].split()[0] not in TOLD_TO_REBUILD:
                yield f"{note['who']} found the index damaged at {note['at']:.3f}."

    def _exceptions(self) -> Iterator[str]:
        for note in self._only("exception"):
            yield f"{note['who']} failed: {note['text']}"

    def _without_an_answer(self) -> Iterator[str]:
        asking: dict[str, float] = {}
        for note in self.notes:
            if note["what"] == "ask":
                asking[note["who"]] = note["at"]
            elif note["what"] in {"answer", "killed"}:
                who = note.get("victim", note["who"])
                if note["at"] - asking.pop(who, note["at"]) > LONGEST:
                    yield f"{who} waited longer than {LONGEST} s for an answer, until {note['at']:.3f}."

    def _told(self, answer: Note, wrong: str) -> str:
        """Tell of a wrong answer, and of what everybody did around it."""
        subject = self.subject_of[answer["word"]]
        asked = f"At {answer['began']:.3f} {answer['who']} asked for {answer['word']} ({subject})"
        lines = [f"{asked}; the answer {wrong}."]
        lines += [
            f"    {subject} became {change.word}: begun at {change.began:.3f}, committed at {change.committed:.3f}"
            for change in self.changes[subject]
        ]
        lines.append("  Around it:")
        for note in self.notes:
            if answer["began"] - AROUND <= note["at"] <= answer["at"] and note["what"] in {"phase", "killed"}:
                what = note["phase"] if note["what"] == "phase" else f"killed {note['victim']} while {note['phase']}"
                lines.append(f"    {note['at']:.3f} {note['who']}: {what}")
        return "\n".join(lines)
