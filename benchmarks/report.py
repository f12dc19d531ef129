"""What `latency.py` found, as one table, and whether it reaches the targets."""

import os
import statistics
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Found = Mapping[tuple[str, str], "Measured"]
ONE_FRAME = 1000 / 60


@dataclass
class Measured:
    """The samples of one way in one lab, over all rounds so far."""

    samples: list[dict[str, Any]] = field(default_factory=list)
    drags: list[dict[str, Any]] = field(default_factory=list)

    def __add__(self, other: "Measured") -> "Measured":
        return Measured(self.samples + other.samples, self.drags + other.drags)

    @property
    def times(self) -> list[float]:
        """Input → pixels, in ms; a lost sample counts as infinite."""
        return sorted(float("inf") if one["time"] is None else one["time"] for one in self.samples)

    @property
    def median(self) -> float:
        """The median of `times`."""
        return statistics.median(self.times)

    @property
    def p95(self) -> float:
        """The 95th percentile of `times`."""
        return self.times[min(len(self.times) - 1, round(0.95 * (len(self.times) - 1)))]

    @property
    def rate(self) -> float:
        """Updates a second during a drag."""
        return sum(one["updates"] for one in self.drags) / sum(one["seconds"] for one in self.drags)

    @property
    def lag(self) -> float:
        """The median, over drags, of how long after release something still changed, in ms."""
        return statistics.median(one["lag"] for one in self.drags)

    @property
    def worst_lag(self) -> float:
        """The longest of those."""
        return max(one["lag"] for one in self.drags)

    @property
    def size(self) -> float:
        """Bytes the kernel's websocket brought for one update."""
        return sum(one["bytes"] for one in self.drags) / max(1, sum(one["updates"] for one in self.drags))

    @property
    def echoes(self) -> list[dict[str, Any]]:
        """The samples in which the browser repainted by itself before the kernel answered, or with its answer."""
        return [one for one in self.samples if one["echo"] is not None]

    @property
    def echo(self) -> tuple[float, float]:
        """The browser's own repaint of what is held: median ms, and rendered frames until it (95th percentile)."""
        frames = sorted(one["echoFrames"] for one in self.echoes)
        return statistics.median(one["echo"] for one in self.echoes), frames[round(0.95 * (len(frames) - 1))]


@dataclass(frozen=True)
class Verdict:
    """One target, what was found, and whether it is met."""

    target: str
    found: str
    met: bool

    def __str__(self) -> str:
        return f"{'met   ' if self.met else 'MISSED'}  {self.target}: {self.found}"


def table(found: Found, floors: Mapping[str, str]) -> str:
    """Lay all measurements out as one Markdown table."""
    head = ("lab", "way", "input → pixels, ms (p95)", "updates/s", "lag after release, ms (worst)", "bytes an update",
            "× floor", "× interact", "rate ÷ floor", "echo, ms (frames)")  # fmt: skip
    lines = [head, ("---",) * len(head)]
    for (lab, way), one in sorted(found.items()):
        floor, interact = found[lab, floors[way]], found.get((lab, "interact, slider"))
        echo = "{:.0f} ({:.0f})".format(*one.echo) if "drag" in way and "floor" not in way else ""
        lines.append(
            (lab, way, f"{one.median:.0f} ({one.p95:.0f})", f"{one.rate:.1f}", f"{one.lag:.0f} ({one.worst_lag:.0f})",
             f"{one.size:,.0f}", f"{one.median / floor.median:.2f}",
             f"1/{interact.median / one.median:.1f}" if interact else "", f"{one.rate / floor.rate:.2f}", echo)
        )  # fmt: skip
    body = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    count = min(len(one.samples) for one in found.values())
    return f"{body}\n\n{count} samples each; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}."


def verdicts(found: Found) -> list[Verdict]:
    """Hold the measurements against the targets of the project."""
    judged = []
    labs = sorted({lab for lab, _way in found})
    if "stock" in labs:
        judged += [verdict for by in ("slider", "drag") for verdict in _stock(found, by)]
        judged += [verdict for lab in labs if lab != "stock" for verdict in _faster(found, lab)]
    for lab in labs:
        drag = found[lab, "hesskit, drag"]
        time, frames = drag.echo
        judged.append(
            Verdict(
                f"{lab}: the dragged handle within one frame", f"{frames:.0f} ({time:.1f} ms)", frames <= 1
            )
        )
        worst = max(drag.worst_lag, found[lab, "hesskit, slider"].worst_lag)
        judged.append(
            Verdict(f"{lab}: nothing moves later than 100 ms after release", f"{worst:.0f} ms", worst <= 100)
        )
    return judged


def explorer_verdicts(found: Found, floors: Mapping[str, str]) -> list[Verdict]:
    """Hold each explorer's drag against its targets."""
    judged = []
    for (lab, way), one in sorted(found.items()):
        if way == floors[way]:
            continue
        above = one.median / found[lab, floors[way]].median
        judged += [
            Verdict(f"{lab}: {way}: at most 2 x the floor", f"{above:.2f}", above <= 2),
            Verdict(f"{lab}: {way}: at least 24 updates/s", f"{one.rate:.1f}", one.rate >= 24),
            Verdict(
                f"{lab}: {way}: nothing moves later than 60 ms after release",
                f"{one.lag:.0f} ms",
                one.lag <= 60,
            ),
        ]
    return judged


def _stock(found: Found, by: str) -> list[Verdict]:
    ours, floor = found["stock", f"hesskit, {by}"], found["stock", f"floor, {by}"]
    against = found["stock", "interact, slider"].median / ours.median
    above, share = ours.median / floor.median, ours.rate / floor.rate
    return [
        Verdict(f"stock, {by}: at most 1/8 of interact", f"1/{against:.1f}", against >= 8),
        Verdict(f"stock, {by}: at most 1.25 of the floor", f"{above:.2f}", above <= 1.25),
        Verdict(f"stock, {by}: at least 90 % of the floor's updates/s", f"{share:.0%}", share >= 0.9),
    ]


def _faster(found: Found, lab: str) -> list[Verdict]:
    ours, floor = found[lab, "hesskit, drag"], found["stock", "floor, drag"]
    time, rate = ours.median / floor.median, ours.rate / floor.rate
    return [
        Verdict(f"{lab}: a drag no slower than stock's floor", f"{time:.2f}", time <= 1),
        Verdict(f"{lab}: a drag at least 1.6 times stock's floor in updates/s", f"{rate:.2f}", rate >= 1.6),
    ]
