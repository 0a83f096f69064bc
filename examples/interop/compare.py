#!/usr/bin/env python3
"""Compares envelopes written by the generated client with the samples from which it read the values.

    compare.py SERVICE.wsdl SAMPLES ENVELOPES VALIDITY RESULTS

A file in ENVELOPES is named FLAVOUR.SOAP.OPERATION.VARIANT.SIDE.xml. Its value must equal that of the sample with the same
name. Exception: the flavour `plain` writes nil as absent where the schema permits; `kept` does not. VALIDITY is the output
of the validator. Appends two lines to RESULTS for each operation and variant: one for validity, one for equality.
"""
import json
import os
import sys

from contract import Contract
from lxml import etree


def main():
    wsdl, samples, envelopes, validity, results = sys.argv[1:]
    contract = Contract(wsdl)
    with open(validity, encoding="utf-8") as file:
        lines = file.read().splitlines()
    names = sorted(os.listdir(envelopes))
    invalid = dict(line.removeprefix("./").split(": ", 1) for line in lines if ".xml: " in line)
    if lines[-1:] != [f"{len(names) - len(invalid)} valid, {len(invalid)} invalid"]:
        sys.exit(f"the validator has not judged all of {len(names)} envelopes: {lines[-1:]}")
    failed, refused = {}, {}
    for name in names:
        flavour, _, operation, variant, side, _ = name.split(".")
        failed.setdefault((operation, variant), None)
        refused[operation, variant] = refused.get((operation, variant)) or invalid.get(name)
        element = contract.request(operation) if side == "request" else contract.reply(operation)
        try:
            found = contract.read_envelope(etree.parse(os.path.join(envelopes, name)).getroot())
        except (etree.XMLSyntaxError, KeyError, ValueError) as error:
            failed[operation, variant] = f"{name}: not of the contract: {error!r}"
            continue
        if variant == "default":
            expected = {"headers": {}, "body": {}}
        else:
            with open(os.path.join(samples, f"{operation}.{variant}.{side}.json"), encoding="utf-8") as file:
                expected = json.load(file)
        for value in (found, expected):
            # An empty list and a wrapper without elements have the same XML.
            clean = contract.without_nil if flavour == "plain" else without_empty
            value["body"] = clean(element, value["body"])
            value["headers"] = {
                header: clean(contract.elements[header_namespace(contract, header)], content)
                for header, content in value["headers"].items()
            }
        if found != expected:
            failed[operation, variant] = f"{name}: {difference(expected, found, '')}"
    with open(results, "a", encoding="utf-8") as file:
        for judge, objections in (("libxml2", refused), ("written", failed)):
            for (operation, variant), why in objections.items():
                outcome = "failed" if why else "passed"
                file.write(f"{judge}\t{operation}\t{variant}\t{outcome}\t{(why or '').strip()}\n")
    print(f"{sum(why is None for why in failed.values())} of {len(failed)} operations and variants equal their samples")


def header_namespace(contract, header):
    return next(name for name in contract.elements if name[1] == header)


def without_empty(element, value):
    if isinstance(value, list):
        return [without_empty(element, one) for one in value]
    if isinstance(value, dict):
        return {name: without_empty(element, one) for name, one in value.items() if one != []}
    return value


def difference(expected, found, path):
    """Returns the first position at which two values differ."""
    if isinstance(expected, dict) and isinstance(found, dict):
        for name in expected | found:
            if expected.get(name, "absent") != found.get(name, "absent") or (name in expected) != (name in found):
                return difference(expected.get(name, "absent"), found.get(name, "absent"), f"{path}/{name}")
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        for index, (left, right) in enumerate(zip(expected, found)):
            if left != right:
                return difference(left, right, f"{path}[{index}]")
    return f"{path}: expected {expected!r:.200}, found {found!r:.200}"


main()
