"""Ask every tool for the Hessians that lesson 7 shows where a tool is not installed, and store them with their times.

    python tools/store_tool_answers.py            # writes hesskit/explore/lesson_7/tool_answers.toml

Run it where all tools are installed. Each tool is asked in a process of its own, so that its first call, with its
import, is a first one. The times are those of one machine, and the lesson says so.
"""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
STORE = ROOT / "hesskit" / "explore" / "lesson_7" / "tool_answers.toml"
CUBIC, QUADRATIC = "3x^3 - 6y^2 + 3", "x^2 + 3xy + y^2"
PLACES = ((CUBIC, (1.2, 3.4)), (CUBIC, (-1.0, 1.0)), (QUADRATIC, (1.0, 1.0)))
CALLS = 30  # later ones: the shortest is what the tool itself takes, whatever else the machine does


def answers_of(tool: str) -> dict[str, Any]:
    """Everything that is stored of one tool."""
    from time import process_time

    from hesskit.explore.lesson_7.tool_runs import asked, traps_of
    from hesskit.maths.surfaces import Surface

    timed = QUADRATIC if tool in ("gurobi", "highs") else CUBIC
    place = next(point for formula, point in PLACES if formula == timed)
    surface = Surface(timed)
    began = process_time()  # of this process, however busy the machine is with others
    wall = (asked(tool, surface, place, "", first=False).seconds or (0.0, 0.0))[0]
    first = wall if tool == "octave" else process_time() - began
    later = [(asked(tool, surface, place, "", first=False).seconds or (0.0, 0.0))[0] for _ in range(CALLS)]
    wanted = [(formula, point, "") for formula, point in PLACES]
    wanted += [(*PLACES[0], trap) for trap in sorted(traps_of(tool))]
    found = []
    for formula, point, trap in wanted:
        answer = asked(tool, Surface(formula), point, trap)
        matrix = None if answer.hessian is None else answer.hessian.tolist()
        found.append(
            {"formula": formula, "point": list(point), "trap": trap, "hessian": matrix, "said": answer.said}
        )
    return {"first": first, "each": min(later), "answers": found}


def written(found: dict[str, dict[str, Any]]) -> str:
    """All answers as TOML, one line an answer."""
    from hesskit.maths.tools import TOOLS

    versions = {name: TOOLS[name].version() for name in found if name in TOOLS}
    lines = [
        "# What the tools answered on one machine; written by tools/store_tool_answers.py, not by hand.",
        f"machine = {json.dumps(f'{platform.system()} {platform.machine()}, Python {platform.python_version()}')}",
        "",
        "[versions]",
        *(f"{name} = {json.dumps(version)}" for name, version in versions.items()),
        "",
        "[seconds] # of the first call, with its import, and of each later one",
        *(
            f"{name} = {{ first = {one['first']:.3g}, each = {one['each']:.3g} }}"
            for name, one in found.items()
        ),
    ]
    for name, one in found.items():
        for answer in one["answers"]:
            lines += ["", "[[answers]]", f"tool = {json.dumps(name)}"]
            for key in ("formula", "point", "trap"):
                lines.append(f"{key} = {json.dumps(answer[key])}")
            if answer["hessian"] is not None:
                lines.append(f"hessian = {json.dumps(answer['hessian']).replace('NaN', 'nan')}")
            if answer["said"]:
                lines.append(f"said = {json.dumps(answer['said'], ensure_ascii=False)}")
    return "\n".join(lines) + "\n"


def main() -> int:
    """Ask the tools one after the other, and write the file."""
    from hesskit.explore.lesson_7.tool_runs import TITLES

    if len(sys.argv) > 1:
        print(json.dumps(answers_of(sys.argv[1])))
        return 0
    found = {}
    for name in TITLES:
        told = subprocess.run(
            [sys.executable, __file__, name], capture_output=True, text=True, check=True
        ).stdout
        found[name] = json.loads(told.splitlines()[-1])
        print(f"{name}: first {found[name]['first']:.3g} s, each {found[name]['each']:.3g} s", flush=True)
    STORE.write_text(written(found), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
