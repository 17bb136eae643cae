"""Every benchmark, one after the other; figures go to `benchmarks/results.json`."""

import json
import subprocess
import sys
from pathlib import Path

BENCHMARKS = (
    "processing",
    "memory",
    "transfer",
    "transfer_variants",
    "caches",
    "lists",
    "export_memory",
    "purging",
)
RESULTS = Path(__file__).parent / "results.json"


def main() -> None:
    results = {}
    for name in BENCHMARKS:
        print(f"== {name}", flush=True)
        done = subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}", "--json"],
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        *table, last = done.stdout.splitlines()
        print("\n".join(table))
        results[name] = json.loads(last)
    RESULTS.write_text(json.dumps(results, indent=2) + "\n", encoding="utf-8")
    print(f"Written to {RESULTS}")


if __name__ == "__main__":
    main()
