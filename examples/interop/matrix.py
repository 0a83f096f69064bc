#!/usr/bin/env python3
"""Prints the results as a matrix, peer by operation, and exits with 1 if a test failed or a peer has no results.

    matrix.py RESULTS
"""
import collections
import sys

# Number of operations that each peer must have tested.
PEERS = {
    "libxml2": 84,
    "written": 84,
    "php": 84,
    "jaxws": 84,
    "zeep-mirror": 85,
    "php-mirror": 85,
    "node-soap": 85,
    "gsoap": 85,
    "jaxws-mirror": 85,
    "wcf": 80,
    "zeep-stand-in": 43,
    "php-stand-in": 29,
    "jaxws-stand-in": 1,
    "curl": 1,
}


def main():
    cells = collections.defaultdict(lambda: [0, 0])
    failures = []
    with open(sys.argv[1], encoding="utf-8") as file:
        for line in file:
            peer, operation, case, outcome, why = line.rstrip("\n").split("\t")
            cells[operation, peer][1] += 1
            cells[operation, peer][0] += outcome == "passed"
            if outcome != "passed":
                failures.append(f"{peer} {operation} {case}: {why}")
    operations = sorted({operation for operation, _ in cells})
    width = max(map(len, operations))

    print("\n" + " " * width + "".join(f"  {peer:>14}" for peer in PEERS))
    for operation in operations:
        row = (cells.get((operation, peer)) for peer in PEERS)
        print(operation.ljust(width) + "".join(f"  {'{}/{}'.format(*cell) if cell else '-':>14}" for cell in row))
    totals = [[sum(cells[key][at] for key in cells if key[1] == peer) for at in (0, 1)] for peer in PEERS]
    print("passed".ljust(width) + "".join(f"  {'{}/{}'.format(*total):>14}" for total in totals))

    for peer, least in PEERS.items():
        heard = sum(key[1] == peer for key in cells)
        if heard < least:
            failures.append(f"{peer}: {heard} operations, {least} expected")
    for failure in failures:
        print(f"FAILED {failure}")
    sys.exit(bool(failures))


main()
