#!/usr/bin/env python3
"""Tests the commands `mock` and `call` with other SOAP stacks.

Usage: interop.py SAPONIFY

zeep, built from the `?wsdl` of `saponify mock`, calls it in both versions of SOAP. `saponify call` calls PHP's SoapServer, and
services of JAX-WS RI and spyne by the contracts that `saponify fetch` downloads from them. A stack that is missing is skipped.
"""

import json
import os
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
WSDL = HERE / "cli" / "parcels.wsdl"

PHP = """<?php
class Parcels {
    private string $session = '';
    function Session($session) { $this->session = $session; }
    function Track($request) {
        if ($this->session !== 'open') throw new SoapFault('Client', 'no session: é <&>');
        $inside = ['Number' => 'ZZ000002', 'State' => 'Underway'];
        return ['Parcel' => [['Number' => $request->Number, 'State' => 'Delivered', 'Weight' => '0.50', 'Inside' => [$inside]]]];
    }
}
$is12 = str_starts_with($_SERVER['CONTENT_TYPE'] ?? '', 'application/soap+xml');
$server = new SoapServer(getenv('WSDL'), ['cache_wsdl' => WSDL_CACHE_NONE, 'soap_version' => $is12 ? SOAP_1_2 : SOAP_1_1]);
$server->setObject(new Parcels());
$server->handle();
"""


def check(condition, message):
    assert condition, message
    print(f"ok: {message}")


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def wait_for(port):
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)


def zeep_calls_mock(binary):
    try:
        import zeep
    except ImportError:
        print("skipped: no zeep")
        return
    mock = subprocess.Popen([binary, "mock", WSDL], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        client = zeep.Client(mock.stdout.readline().strip() + "?wsdl")
        headers = {"session": "open"}
        for port in ["ParcelsSoap", "ParcelsSoap12"]:
            service = client.bind("Parcels", port)
            parcels = service.Track(Number="AB123456", _soapheaders=headers)
            check(parcels[0].State == "Underway", f"zeep calls the mock server over {port}")
        try:
            client.service.Track(Number="x", _soapheaders=headers)
            check(False, "a request that does not fit the contract must be a fault")
        except zeep.exceptions.Fault as fault:
            check("[A-Z]{2}[0-9]{6}" in fault.message, "zeep gets a fault that says what is allowed")
    finally:
        mock.terminate()
        mock.wait()


def call_calls_php(binary):
    php = shutil.which("php")
    has_soap = php and subprocess.run([php, "-r", "exit(class_exists('SoapServer') ? 0 : 1);"]).returncode == 0
    if not has_soap:
        print("skipped: no PHP with SoapServer")
        return
    folder = tempfile.mkdtemp()
    script = pathlib.Path(folder, "server.php")
    script.write_text(PHP)
    # PHP reads neither operations with MIME parts nor HTTP bindings of this contract.
    port = free_port()
    server = subprocess.Popen(
        [php, "-S", f"127.0.0.1:{port}", script], env={"WSDL": str(WSDL), "PATH": "/usr/bin:/bin"},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)

        def call(version, session):
            return subprocess.run(
                [binary, "call", WSDL, "ParcelsSoap/Track", "Number=AB123456", "--soap", version,
                 "--soap-header", f"Session={session}", "--endpoint", f"http://127.0.0.1:{port}/"],
                capture_output=True, text=True)

        for version in ["1.1", "1.2"]:
            run = call(version, "open")
            check(run.returncode == 0, f"PHP answers over SOAP {version} {run.stderr}")
            inside = {"Number": "ZZ000002", "State": "Underway"}
            expected = {"Parcel": [{"Number": "AB123456", "State": "Delivered", "Weight": 0.5, "Inside": [inside]}]}
            check(json.loads(run.stdout) == expected, "and the reply is what PHP sent")
            fault = call(version, "closed")
            check(fault.returncode == 5 and "no session: é <&>" in fault.stderr, "a fault of PHP has its exit code and text")
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)


def fetched(binary, url, folder):
    """Downloads a contract, and returns the path of its WSDL."""
    run = subprocess.run([binary, "fetch", url, "--out", folder], capture_output=True, text=True)
    check(run.returncode == 0, f"fetch downloads {url} {run.stderr if run.returncode else ''}")
    return next(pathlib.Path(folder).glob("*.wsdl"))


def call_calls_jaxws(binary):
    jars = [f"/usr/share/java/{name}.jar" for name in ["jaxws-rt", "jaxws-api", "jaxb-api", "jaxb-impl", "jaxb-core"]]
    if not shutil.which("javac") or not os.path.exists(jars[0]):
        print("skipped: no JAX-WS RI")
        return
    folder = tempfile.mkdtemp()
    options = ["-cp", ":".join([folder, *jars])]
    source = HERE / "interop" / "Claims.java"
    subprocess.run(["javac", "-nowarn", "-encoding", "UTF-8", *options, "-d", folder, source], check=True)
    port = free_port()
    url = f"http://127.0.0.1:{port}/claims"
    server = subprocess.Popen(
        ["java", "-Dfile.encoding=UTF-8", *options, "Claims", url], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        wsdl = fetched(binary, f"{url}?wsdl", f"{folder}/contract")

        def call(title, *more):
            return subprocess.run(
                [binary, "call", wsdl, "submit", f"title={title}", "scan=YWJj", "--endpoint", url, *more],
                capture_output=True, text=True)

        expected = {"title": "roof", "scan": "YWJj", "states": ["OPEN", "CLOSED"]}
        for more in [[], ["--mtom"], ["--wsse-timestamp", "--mtom=9"]]:
            run = call("roof", *more)
            # JAX-WS RI does not understand the header `Security` without Metro.
            if "--wsse-timestamp" in more:
                check(run.returncode == 5 and "MustUnderstand" in run.stderr, "JAX-WS RI refuses a header that it does not know")
                continue
            check(run.returncode == 0, f"JAX-WS RI answers with WS-Addressing {' '.join(more)} {run.stderr}")
            check(json.loads(run.stdout) == expected, "and the reply is what it sent")
        fault = call("")
        check(fault.returncode == 5 and "no title: é <&>" in fault.stderr, "a declared fault of JAX-WS RI has its detail")
        off = call("roof", "--addressing", "off")
        check("MessageAddressingHeaderRequired" in off.stderr, "without WS-Addressing JAX-WS RI refuses the call")
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)


def call_calls_spyne(binary):
    try:
        import spyne  # noqa: F401
    except ImportError:
        print("skipped: no spyne")
        return
    folder = tempfile.mkdtemp()
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    server = subprocess.Popen(
        [sys.executable, HERE / "interop" / "spyne_server.py", str(port)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port)
        wsdl = fetched(binary, f"{url}?wsdl", f"{folder}/contract")

        def call(ticket):
            return subprocess.run(
                [binary, "call", wsdl, "find", "name=bolt", "counts[0]=3", "counts[1]=4",
                 "--soap-header", f"Session.Ticket={ticket}", "--endpoint", url],
                capture_output=True, text=True)

        run = call("open")
        check(run.returncode == 0, f"spyne answers {run.stderr}")
        item = {"Name": "bolt", "Price": 0.5, "Since": "2026-11-30", "Kind": "Closed", "Photo": "AAE="}
        expected = {"findResult": {"Item": [{**item, "Count": 3}, {**item, "Count": 4}]}}
        check(json.loads(run.stdout) == expected, "and the reply is what it sent")
        fault = call("closed")
        check(fault.returncode == 5 and "no session: é <&>" in fault.stderr, "a fault of spyne has its exit code and text")
    finally:
        server.terminate()
        server.wait()
        shutil.rmtree(folder)


binary = str(pathlib.Path(sys.argv[1]).resolve())
zeep_calls_mock(binary)
call_calls_php(binary)
call_calls_jaxws(binary)
call_calls_spyne(binary)
