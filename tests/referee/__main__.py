"""The long fuzz: `python -m tests.referee --minutes 30` goes through all families in turn until the time is up.

Every case is made in a process of its own that is ended at a limit of work or memory. Findings are printed with the
family and the seed that make them again (`--family valley --seed 17`), and written as JSON lines.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from pathlib import Path

from .watching import MEMORY_LIMIT, Worker, all_makers


def main(arguments: list[str] | None = None) -> int:
    """Run, and return how many cases had complaints (at most 99)."""
    parser = argparse.ArgumentParser(prog="python -m tests.referee", description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--family", action="append", help="only this family; may be given again")
    parser.add_argument(
        "--seed", type=int, help="the first seed; with --family and --minutes 0, that case alone"
    )
    parser.add_argument("--findings", type=Path, default=Path("referee-findings.jsonl"))
    parser.add_argument("--memory", type=float, default=MEMORY_LIMIT / 1e9, help="gigabytes a case may take")
    given = parser.parse_args(arguments)
    families = given.family or sorted(all_makers())
    unknown = set(families) - set(all_makers())
    if unknown:
        parser.error(f"no family {sorted(unknown)}: there are {', '.join(sorted(all_makers()))}")
    first = random.SystemRandom().randrange(10**6) if given.seed is None else given.seed
    print(f"first seed {first}; families: {', '.join(families)}", flush=True)
    worker, made, bad, slowest = Worker(), Counter(), Counter(), []
    end, seed = time.monotonic() + 60 * given.minutes, first
    with given.findings.open("a", encoding="utf-8") as findings:
        while True:
            for family in families:
                record = worker.make(family, seed, memory=int(given.memory * 1e9))
                made[family] += 1
                slowest = sorted([*slowest, (record["seconds"], family, seed)], reverse=True)[:10]
                if record["complaints"]:
                    bad[family] += 1
                    findings.write(json.dumps(record, ensure_ascii=False) + "\n")
                    findings.flush()
                    print(f"--family {family} --seed {seed}: {record['input'][:200]}")
                    print(
                        "".join(f"    {complaint[:300]}\n" for complaint in record["complaints"]),
                        end="",
                        flush=True,
                    )
            seed += 1
            if time.monotonic() >= end:
                break
    worker.end()
    print(
        f"seeds {first} to {seed - 1}; of {sum(made.values())} cases {sum(bad.values())} have complaints: {dict(bad)}"
    )
    print("slowest: " + "; ".join(f"{seconds} s {family} {seed}" for seconds, family, seed in slowest))
    return min(sum(bad.values()), 99)


if __name__ == "__main__":
    sys.exit(main())
