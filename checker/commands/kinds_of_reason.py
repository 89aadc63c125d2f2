"""What each kind of observation means, and what is to be done about it."""

from __future__ import annotations

from collections.abc import Iterator

from checker.commands.wording import labelled, wrapped

# Kind -> what it says, and what to do.
KINDS = {
    "value": ("A value stands there, and it is not what the requirement asks.",
              "Change what is in operation, then the value; `checker why` says to what."),
    "missing": ("Somebody answers, without a value that the requirement asks for.",
                "State the value as it is."),
    "silent": ("Nobody says, claims or proves anything there.",
               "Write the statement or the claim that is missing; `checker why` says where."),
    "status": ("A claim says that it is not in operation, or not known.",
               "Put it into operation, and say so; until then it is a gap somebody owns."),
    "expired": ("A claim or decision is past its last day, and does nothing any more.",
                "Claim or decide again, if it is still so."),
    "future": ("Something is dated after the day of assessment, or after the claim that names it: "
               "it is not yet said.",
               "Wait for that day, claim it again, or correct the date."),
    "stale": ("A claim repeats a policy statement that has changed since.",
              "Read the statement again; `checker explain POLICY/STATEMENT` prints its digest."),
    "refuted": ("Evidence of the claim itself shows that it failed.",
                "Mend what failed, repeat it, and name what shows that it passes."),
    "unapproved": ("The policy is not approved, so its statements say nothing.",
                   "Have it approved: status, approved_by, approved_on."),
    "overdue": ("The review of a policy or register is over its day.",
                "Review it, and write the day as reviewed_on."),
    "not_binding": ("The statement says should, or is planned; that binds nobody.",
                    "Make it a must, if that is meant."),
    "prose": ("The document that a policy summarises is not the one that was approved.",
              "Put it back, or approve it as it is and state its digest."),
    "not_covered": ("A record belongs to the scope, and no claim covers it.",
                    "Let a claim cover it, with what is so there."),
    "population": ("A control is answered for some only, and for nobody else.",
                   "Claim it without `for` too, for everyone else."),
    "inherited": ("A control is inherited from a vendor without an attestation in force.",
                  "Get the vendor's attestation, and record it in the register of vendors."),
    "evidence": ("An artefact is missing, altered, too old, or does not show this.",
                 "Name one of an accepted kind, not later than the claim, with its digest."),
    "occurrence": ("What must happen again did not happen in the last 12 months.",
                   "Do it, and add the day."),
    "since": ("A history counts from a day that was given, for the reason that was given.",
              "Nothing, while the reason is true."),
    "unclear": ("What was written decides nothing, and says so.",
                "Settle it, and state a value."),
    "contradiction": ("Two places say different things about one matter.",
                      "Find out which is so, and correct the other."),
    "exception": ("The policy excepts something.",
                  "Nothing, where the exception is meant."),
    "register": ("A register has no record to judge, or one that cannot be judged yet.",
                 "Look whether that is so; an empty register says that there is nothing."),
    "part": ("A part of the requirement is a gap, so the whole is not satisfied.",
             "Close the part."),
    "profile": ("A fact of the profile decides whether it applies, or is not stated.",
                "State the fact, if it is known; silence switches nothing off."),
    "date": ("The requirement is not in force on that day.",
             "Nothing."),
    "own_approval": ("Who approved a decision also made the claim that it is about.",
                     "Have somebody else approve it."),
    "decision_refused": ("A decision in date has no effect, for a reason that is told.",
                         "Put in place what it relies on, or decide otherwise."),
}  # fmt: skip
# `decision` is also the name of a kind of document, which is what `explain` takes it for.
_NAMES = {"decision_refused": "decision"}


def kind_of(name: str) -> str:
    """The kind as records have it."""
    return _NAMES.get(name, name)


def told(name: str) -> Iterator[str]:
    """What an observation of that kind says, and what to do."""
    means, do = KINDS[name]
    yield f"{kind_of(name)}  a kind of observation"
    yield ""
    yield from wrapped(means)
    yield ""
    yield from labelled("to do", do)
