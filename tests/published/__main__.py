"""The accuracy study by hand.

python -m tests.published study --format word [--damage units] [--seeds 6] [--first 0] [--write docs/import-study.md]
python -m tests.published study --format word --damage units --seed 3     all that is not as the paper says
python -m tests.published make  --format word --damage units --seed 3 -o paper.docx
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

# The helpers of the tests are found from here, as pytest does it.
sys.path.insert(0, str(Path(__file__).parents[1]))

from published.damage import FORMATS, kinds
from published.study import SEEDS, Tally, losses, source_of, study, table, written


def main() -> int:
    """Returns: 1 if a cell called certain is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("verb", choices=("study", "make"))
    parser.add_argument("--format", choices=FORMATS, required=True)
    parser.add_argument("--damage", action="append")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--write", type=Path)
    parser.add_argument("-o", "--out", type=Path)
    options = parser.parse_args()
    chosen = options.damage or kinds(options.format)
    if options.verb == "make":
        options.out.write_bytes(source_of(options.format, chosen[0], options.seed or 0)[1])
        return 0
    if options.seed is not None:
        print(*losses(options.format, chosen[0], options.seed), sep="\n")
        return 0
    tallies: dict[str, Tally] = {}
    for kind in chosen:
        tallies[kind] = study(options.format, kind, range(options.first, options.first + options.seeds))
        for line in (*tallies[kind].wrong, *tallies[kind].refused):
            print(line, flush=True)
    text = table(tallies)
    print(text)
    sources, seconds = (sum(getattr(one, name) for one in tallies.values()) for name in ("sources", "seconds"))
    print(f"{options.format}: {sources} sources, {seconds / sources * 1000:.0f} ms each to read")
    if options.write is not None:
        document = options.write.read_text(encoding="utf-8")
        options.write.write_text(written(document, options.format, text), encoding="utf-8")
    return int(any(tally.certain["wrong"] for tally in tallies.values()))


if __name__ == "__main__":
    sys.exit(main())
