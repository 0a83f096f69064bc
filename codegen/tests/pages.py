#!/usr/bin/env python3
"""Validates every envelope on the reference pages with libxml2.

    pages.py SAPONIFY SHARED

SAPONIFY is the binary, SHARED the folder of the shared corpora. Writes the pages of each NetServer service, and passes
their envelopes to the oracle. Exits with 1 if an envelope is not valid or missing. Needs: pip install lxml
"""
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path


def main():
    saponify, shared = sys.argv[1], Path(sys.argv[2]).resolve()
    operations = envelopes = 0
    failed = []
    for wsdl in sorted((shared / "superoffice/wsdl").glob("*.wsdl")):
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            subprocess.run([saponify, "docs", wsdl, "--out", folder / "docs", "--quiet"], check=True)
            listed = subprocess.run([saponify, "list", wsdl, "--json"], check=True, capture_output=True)
            expected = json.loads(listed.stdout)["counts"]["operations"]
            files = []
            for page in sorted((folder / "docs").glob("*/*.md")):
                if page.parent.name == "types" or page.name == "index.md":
                    continue
                blocks = re.findall(r"```xml\n(<\?xml.*?)```", page.read_text(), re.S)
                if len(blocks) != 2:
                    failed.append(f"{wsdl.name}: {page.stem} has {len(blocks)} envelopes")
                for way, block in zip(("request", "reply"), blocks):
                    files.append(folder / f"{page.stem}.{way}.xml")
                    files[-1].write_text(block)
            oracle = [sys.executable, shared / "oracles/validate_envelope.py", wsdl, *files]
            judged = subprocess.run(oracle, capture_output=True, text=True)
            if judged.returncode or len(files) != 2 * expected:
                failed.append(f"{wsdl.name}: {len(files)} envelopes of {expected} operations\n{judged.stdout}{judged.stderr}")
            operations += expected
            envelopes += len(files)
    print("\n".join(failed) or f"{envelopes} envelopes of {operations} operations are valid")
    sys.exit(bool(failed))


main()
