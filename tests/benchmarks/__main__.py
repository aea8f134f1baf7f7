"""Measure and print: `python3 run.py bench [name ...]`; without a name all but the largest."""

import importlib
import sys

NAMES = (
    "sheets",
    "pages",
    "replica",
    "slow_clients",
    "kills",
    "crowd",
    "migrations",
    "publication",
    "expensive",
    "largest",
)
HEADS = {
    "sheets": ("seconds", "peak MB", "to COPY"),
    "pages": ("seconds", "growth", "to floor"),
    "replica": ("seconds", "rows read", ""),
    "slow_clients": ("seconds", "a second", "to first"),
    "kills": ("killed s", "back s", "verify s"),
    "crowd": ("p50 s", "p95 s", "acts"),
    "publication": ("p50 s", "p95 s", "times"),
    "migrations": ("longest s", "p50 ms", "times"),
    "expensive": ("p50 ms", "p95 ms", "how many"),
    "largest": ("seconds", "first s", "MB"),
}


def main(words: list[str]) -> None:
    unknown = set(words) - set(NAMES)
    if unknown:
        sys.exit(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(NAMES)}.")
    for name in words or NAMES[:-1]:
        heads = HEADS[name]
        print(f"{name:55} {heads[0]:>9} {heads[1]:>8} {heads[2]:>8}")  # noqa: T201
        for what, seconds, second, ratio in importlib.import_module(
            f"tests.benchmarks.{name}"
        ).measure():
            print(f"{what:55} {seconds:9.4f} {second:8.1f} {ratio:8.2f}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
