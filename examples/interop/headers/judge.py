#!/usr/bin/env python3
"""Compares WS-Addressing and WS-Security headers with other stacks: zeep, WSS4J, node-soap, JAX-WS RI.

    judge.py PROGRAM WORK

PROGRAM is the example `message_headers`. Prints a matrix of stack, feature and direction. Exits with 1 if a case failed. A
stack that is not installed is skipped with a message.
"""
import datetime
import pathlib
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

PROGRAM, WORK = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
HERE = pathlib.Path(__file__).resolve().parent
WSDL = str(HERE / "echo.wsdl")
PASSWORD = "pass<word>é"
OUT, IN = "ours to theirs", "theirs to ours"
JARS = ":".join(f"/usr/share/java/{name}.jar" for name in ["jaxws-rt", "jaxws-api", "jaxb-api", "jaxb-impl", "jaxb-core"])

results = []


def case(stack, feature, direction, expected, actual):
    """Runs one case and notes its outcome."""
    try:
        found = actual()
        results.append((stack, feature, direction, None if found == expected else f"{found!r} instead of {expected!r}"))
    except Exception as error:  # noqa: BLE001: every failure is a result
        results.append((stack, feature, direction, " ".join(f"{type(error).__name__}: {error}".split())[:300]))


def run(*command):
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    if done.returncode:
        raise RuntimeError(f"{pathlib.Path(command[0]).name}: {done.stderr or done.stdout}")
    return done.stdout.strip()


def zeep_cases(url):
    import zeep
    from zeep import wsa, wsse
    from zeep.wsse.utils import WSU

    def call(path, *, digest=None, password=PASSWORD, stamp=False, addressed=False):
        token = None
        if digest is not None:
            token = wsse.username.UsernameToken("jdoe", password, use_digest=digest)
            if stamp:
                now = datetime.datetime.now(datetime.timezone.utc)
                token.timestamp_token = WSU.Timestamp()
                text = lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%SZ")
                token.timestamp_token.append(WSU.Created(text(now)))
                token.timestamp_token.append(WSU.Expires(text(now + datetime.timedelta(minutes=5))))
        plugins = [wsa.WsAddressingPlugin()] if addressed else []
        client = zeep.Client(WSDL, wsse=token, plugins=plugins)
        try:
            return client.create_service("{urn:example:echo}Echo", url + path).echo("a")
        except zeep.exceptions.Fault as fault:
            return str(fault.code).rsplit(":")[-1]

    for name, digest in [("text", False), ("digest", True)]:
        case("zeep", f"UsernameToken {name}, Timestamp", IN, "a", lambda: call("security", digest=digest, stamp=True))
        case("zeep", f"UsernameToken {name}, wrong password", IN, "FailedAuthentication",
             lambda: call("security", digest=digest, stamp=True, password="wrong"))
    case("zeep", "no Timestamp", IN, "Client", lambda: call("security", digest=True))
    case("zeep", "addressing 1.0", IN, "a", lambda: call("addressing", addressed=True))
    case("zeep", "addressing missing", IN, "MessageAddressingHeaderRequired", lambda: call("addressing"))
    case("zeep", "addressing and digest", IN, "a", lambda: call("both", digest=True, stamp=True, addressed=True))


def wss4j_cases():
    jars = ":".join(f"/usr/share/java/{name}.jar" for name in ["wss4j", "xmlsec", "commons-logging", "slf4j-api", "opensaml"])
    run("javac", "-nowarn", "-cp", jars, "-d", str(WORK), str(HERE / "Wss4j.java"))
    kinds = {"text": "username", "digest": "username", "timestamp": "timestamp", "all": None}

    def check(kind, password):
        envelope = WORK / f"{kind}.xml"
        envelope.write_text(run(PROGRAM, "write", kind), encoding="utf-8")
        return run("java", "-Dfile.encoding=UTF-8", "-Dsun.jnu.encoding=UTF-8", "-cp", f"{WORK}:{jars}", "Wss4j", password, str(envelope))

    for kind in kinds:
        accepted = {"all": {"username timestamp", "timestamp username"}}.get(kind, {kinds[kind]})
        case("WSS4J", kind, OUT, True, lambda: check(kind, PASSWORD) in accepted or check(kind, PASSWORD))
    for kind in ["text", "digest"]:
        case("WSS4J", f"{kind}, wrong password", OUT, True, lambda: "Exception" in check(kind, "wrong"))


def node_cases(url):
    for kind in ["PasswordText", "PasswordDigest"]:
        def call(password):
            return run("node", str(HERE / "node_soap.js"), str(WORK), WSDL, url + "security", kind, password, "a")
        case("node-soap", f"UsernameToken {kind}, Timestamp", IN, "a", lambda: call(PASSWORD))
        case("node-soap", f"UsernameToken {kind}, wrong password", IN, True, lambda: call("wrong").startswith("error"))


def jaxws_cases(url):
    run("javac", "-nowarn", "-cp", JARS, "-d", str(WORK), str(HERE / "Addressed.java"))
    java = ["java", "-cp", f"{WORK}:{JARS}", "Addressed"]
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    endpoint = f"http://127.0.0.1:{port}/echo"
    server = subprocess.Popen([*java, "serve", endpoint], stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{endpoint}/2004?wsdl", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        for version in ["1.0", "2004"]:
            url_of = f"{endpoint}/{version}"
            case("JAX-WS RI", f"addressing {version}", OUT, "a", lambda: run(PROGRAM, "call", version, url_of, "a"))
            case("JAX-WS RI", f"addressing {version} missing", OUT, "MessageAddressingHeaderRequired",
                 lambda: run(PROGRAM, "call", "none", url_of, "a"))
    finally:
        server.terminate()
    case("JAX-WS RI", "addressing 1.0", IN, "a", lambda: run(*java, "call", "file:" + WSDL, url + "addressing", "a"))


def main():
    server = subprocess.Popen([PROGRAM, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
    url = server.stdout.readline().strip().rstrip("/") + "/"
    stacks = [
        ("zeep", lambda: __import__("zeep"), lambda: zeep_cases(url)),
        ("WSS4J", lambda: pathlib.Path("/usr/share/java/wss4j.jar").stat() and run("javac", "-version"), wss4j_cases),
        ("node-soap", lambda: (WORK / "node_modules/soap").stat() and shutil.which("node"), lambda: node_cases(url)),
        ("JAX-WS RI", lambda: pathlib.Path("/usr/share/java/jaxws-rt.jar").stat() and run("javac", "-version"), lambda: jaxws_cases(url)),
    ]
    for stack, probe, cases in stacks:
        try:
            probe()
        except Exception as error:  # noqa: BLE001: not installed, for any reason
            print(f"skipped {stack}: {error}")
            continue
        cases()
    server.stdin.close()
    server.wait()
    width = [max(len(row[column]) for row in results) for column in range(3)]
    for row in results:
        print("  ".join(row[column].ljust(width[column]) for column in range(3)), row[3] or "passed", sep="  ")
    failed = sum(row[3] is not None for row in results)
    print(f"{len(results) - failed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
