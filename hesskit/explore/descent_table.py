"""The table beneath `descent`: what each method cost, and where it ended."""

from typing import Any

import numpy as np
from ipywidgets import HTML

from hesskit.explore.descent_words import at, spans_of
from hesskit.explore.words import number
from hesskit.maths.words import html_table

HEADINGS = (
    "method", "steps", "f", "∇f", "H", "H·v", "work", "ms", "ended", "at", "kind", "|∇f|",
    "κ of H", "order",
)  # fmt: skip
NOTE = (
    "f, ∇f, H and H·v count evaluations; work counts the numbers they hold in two variables (f 1, ∇f 2, H 3, H·v 2), "
    "without the linear algebra; ms are milliseconds of this run, on this machine; κ of H and the order of convergence "
    "are measured at the end."
)


class CostTable(HTML):
    """A row for each method: evaluations, time, where it ended and the kind of that point."""

    def join(self, _explorer: Any) -> None:
        """Need nothing of the explorer."""

    def show(self, scene: Any) -> None:
        """Write the table."""
        self.value = race_html(scene)


def race_html(scene: Any) -> str:
    """Write the table of a race, with words in every cell."""
    rows = [(racer.name, *cells(racer, scene)) for racer in scene.racers]
    table = html_table(HEADINGS, rows, "border-spacing:9px 2px;line-height:1.3", named=True)
    return f'<p style="margin:2px 0;line-height:1.3">{NOTE}</p><div style="overflow-x:auto">{table}</div>'


def cells(racer: Any, scene: Any) -> tuple[str, ...]:
    """Give the cells of one method, its name apart."""
    descent = racer.descent
    order = descent.order()
    return (
        str(descent.steps), *(str(count) for count in descent.evaluations.as_tuple()), str(int(racer.work[-1])),
        f"{1000 * descent.seconds:.2f}", descent.outcome, at(descent.points[-1], spans_of(scene)), descent.kind,
        number(descent.gradient_norms[-1]), condition(descent.end), "–" if order is None else f"{order:.2f}",
    )  # fmt: skip


def condition(end: Any) -> str:
    """Say the condition number of H at the end, the largest |λ| over the smallest."""
    if end is None or not np.isfinite(end.eigenvalues).all():
        return "–"
    sizes = np.sort(np.abs(end.eigenvalues))
    return number(sizes[-1] / sizes[0]) if sizes[0] > 1e-14 * sizes[-1] else "∞"
