"""Measure and print: `python3 run.py bench [name ...]`, all benchmarks without a name."""

import importlib
import sys

NAMES = ("sheets",)


def main(words: list[str]) -> None:
    unknown = set(words) - set(NAMES)
    if unknown:
        sys.exit(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(NAMES)}.")
    for name in words or NAMES:
        print(f"{name:55} {'seconds':>9} {'peak MB':>8} {'to COPY':>8}")  # noqa: T201
        for what, seconds, megabytes, ratio in importlib.import_module(
            f"tests.benchmarks.{name}"
        ).measure():
            print(f"{what:55} {seconds:9.2f} {megabytes:8.0f} {ratio:8.2f}", flush=True)  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
