#!/usr/bin/env python3
"""Prints the results of the programs as a matrix: stack and feature by direction. Compares it with README.md.

    wire_matrix.py NAME RESULTS [--two FEATURE...] [--update]

Each line of RESULTS has an outcome, a stack, a feature, a direction and a step, separated by tabs. The outcome is `passed`,
`FAILED`, `not available` (the stack cannot do it; the step says why) or `missing` (the stack is not on this machine; feature
and direction are empty). Exits with 1 if a step failed, if a row of the table NAME in README.md differs, or if fewer than
two stacks test a direction of a FEATURE. The rows of missing stacks are not compared.
"""
import argparse
import pathlib
import sys

README = pathlib.Path(__file__).resolve().parent / "README.md"


def read(path):
    """The cells by stack, feature and direction; the reasons of empty cells; the missing stacks; the failures."""
    cells, gaps, missing, failures = {}, {}, {}, []
    for line in path.read_text(encoding="utf-8").splitlines():
        outcome, stack, feature, direction, step = line.split("\t")
        if outcome == "missing":
            missing[stack] = step
        elif outcome == "not available":
            gaps[stack, feature, direction] = step
        else:
            passed, total = cells.get((stack, feature, direction), (0, 0))
            cells[stack, feature, direction] = passed + (outcome == "passed"), total + 1
            if outcome != "passed":
                failures.append(f"{stack}, {feature}, {direction}: {step}")
    return cells, gaps, missing, failures


def table(cells, gaps):
    """The lines of a Markdown table."""
    keys = [*cells, *gaps]
    directions = list(dict.fromkeys(key[2] for key in keys))
    rows = [["stack", "feature", *directions]]
    for stack, feature in sorted(dict.fromkeys(key[:2] for key in keys), key=lambda row: row[0].lower()):
        row = [stack, feature]
        for direction in directions:
            key = stack, feature, direction
            row.append("{}/{}".format(*cells[key]) if key in cells else "not available" if key in gaps else "")
        rows.append(row)
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = ["| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths)) + " |" for row in rows]
    return [lines[0], "|" + "|".join("-" * (width + 2) for width in widths) + "|", *lines[1:]]


def stack_of(line):
    return line.split("|")[1].strip()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("name")
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--two", nargs="*", default=[])
    parser.add_argument("--update", action="store_true")
    arguments = parser.parse_args()
    cells, gaps, missing, failures = read(arguments.results)
    lines = table(cells, gaps)
    print("\n" + "\n".join(lines))
    for (stack, feature, direction), why in gaps.items():
        print(f"not available: {stack}, {feature}, {direction}: {why}")
    for stack, why in missing.items():
        print(f"not available: {stack}: {why}")

    # The table is between two comments.
    begin, end = f"<!-- {arguments.name} -->\n\n", f"\n\n<!-- end of {arguments.name} -->"
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(begin)
    recorded, _, after = rest.partition(end)
    if arguments.update:
        README.write_text(before + begin + "\n".join(lines) + end + after, encoding="utf-8")
    elif not missing and recorded != "\n".join(lines):
        failures.append(f"the table `{arguments.name}` of README.md differs from the results of this run")
    else:
        # The widths of the columns depend on the available stacks.
        bare = lambda line: [cell.strip() for cell in line.split("|")]
        stacks = {key[0] for key in cells} - set(missing)
        expected = [bare(line) for line in recorded.splitlines() if stack_of(line) in stacks]
        if expected != [bare(line) for line in lines if stack_of(line) in stacks]:
            failures.append(f"the table `{arguments.name}` of README.md differs for the stacks of this run")

    for feature in arguments.two:
        for direction in dict.fromkeys(key[2] for key in [*cells, *gaps] if key[1] == feature):
            judges = [key[0] for key in cells if key[1:] == (feature, direction)]
            if len(judges) < 2 and not missing:
                failures.append(f"{feature}, {direction}: judged only by {judges}")
    for failure in failures:
        print(f"FAILED {failure}")
    passed, total = (sum(cell[place] for cell in cells.values()) for place in (0, 1))
    print(f"{passed} of {total} passed")
    sys.exit(bool(failures))


main()
