#!/usr/bin/env python3
"""Compares WS-Addressing and WS-Security headers with other stacks: zeep, WSS4J, node-soap, JAX-WS RI, gSOAP.

    judge.py PROGRAM WORK

PROGRAM is the example `message_headers`. Writes `results.tsv` in the folder WORK, for `wire_matrix.py`. A stack that is not
installed has a line there.
"""
import datetime
import pathlib
import socket
import subprocess
import sys
import time
import urllib.request

PROGRAM, WORK = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
HERE = pathlib.Path(__file__).resolve().parent
WSDL = str(HERE / "echo.wsdl")
PASSWORD = "pass<word>é"
SENDS, READS = "client sends", "client reads"
IN, ANSWERS = "service reads", "service sends"
TEXT, DIGEST, STAMP = "UsernameToken text", "UsernameToken digest", "Timestamp"
V1_0, V2004 = "addressing 1.0", "addressing 2004/08"
JARS = ":".join(f"/usr/share/java/{name}.jar" for name in ["jaxws-rt", "jaxws-api", "jaxb-api", "jaxb-impl", "jaxb-core"])

results = []


def case(stack, feature, directions, step, expected, actual):
    """Runs one case, which tests one or several directions, and records its outcome."""
    try:
        found = actual()
        outcome = None if found == expected else f"{found!r} instead of {expected!r}"
    except Exception as error:  # noqa: BLE001: every failure is a result
        outcome = " ".join(f"{type(error).__name__}: {error}".split())[:300]
    for direction in [directions] if isinstance(directions, str) else directions:
        why = f"{step}: {outcome}" if outcome else step
        results.append(("FAILED" if outcome else "passed", stack, feature, direction, why))


def not_available(stack, feature, direction, why):
    results.append(("not available", stack, feature, direction, why))


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def run(*command):
    done = subprocess.run(command, capture_output=True, encoding="utf-8")
    if done.returncode:
        raise RuntimeError(f"{pathlib.Path(command[0]).name}: {done.stderr or done.stdout}")
    return done.stdout.strip()


def zeep_cases(url):
    import zeep
    from zeep import wsa, wsse
    from zeep.plugins import HistoryPlugin
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
        history = HistoryPlugin()
        plugins = [wsa.WsAddressingPlugin(), history] if addressed else []
        client = zeep.Client(WSDL, wsse=token, plugins=plugins)
        try:
            word = client.create_service("{urn:example:echo}Echo", url + path).echo("a")
        except zeep.exceptions.Fault as fault:
            return str(fault.code).rsplit(":")[-1]
        if addressed:
            sent, received = (message["envelope"] for message in (history.last_sent, history.last_received))
            value = lambda envelope, name: envelope.find(f".//{{{wsa.ns.WSA}}}{name}").text
            if value(sent, "MessageID") != value(received, "RelatesTo"):
                return "the reply relates to another message"
        return word

    for feature, digest in [(TEXT, False), (DIGEST, True)]:
        case("zeep", feature, IN, "with a Timestamp", "a", lambda: call("security", digest=digest, stamp=True))
        case("zeep", feature, IN, "wrong password", "FailedAuthentication",
             lambda: call("security", digest=digest, stamp=True, password="wrong"))
    case("zeep", STAMP, IN, "valid", "a", lambda: call("security", digest=True, stamp=True))
    case("zeep", STAMP, IN, "missing", "Client", lambda: call("security", digest=True))
    case("zeep", V1_0, [IN, ANSWERS], "echo", "a", lambda: call("addressing/1.0", addressed=True))
    case("zeep", V1_0, IN, "missing", "MessageAddressingHeaderRequired", lambda: call("addressing/1.0"))
    case("zeep", V1_0, [IN, ANSWERS], "with a digest", "a", lambda: call("both", digest=True, stamp=True, addressed=True))
    for feature in [TEXT, DIGEST, STAMP, V1_0]:
        not_available("zeep", feature, SENDS, "zeep has no server, and checks no such header of a reply")
    not_available("zeep", V2004, IN, "zeep has only 1.0")


def wss4j_cases():
    jars = ":".join(f"/usr/share/java/{name}.jar" for name in ["wss4j", "xmlsec", "commons-logging", "slf4j-api", "opensaml"])
    run("javac", "-nowarn", "-cp", jars, "-d", str(WORK), str(HERE / "Wss4j.java"))

    def check(words, password):
        envelope = WORK / f"{words}.xml"
        envelope.write_text(run(PROGRAM, "write", words), encoding="utf-8")
        return run("java", "-Dfile.encoding=UTF-8", "-Dsun.jnu.encoding=UTF-8", "-cp", f"{WORK}:{jars}", "Wss4j", password, str(envelope))

    for feature, word in [(TEXT, "text"), (DIGEST, "digest")]:
        case("WSS4J", feature, SENDS, "accepted", "username", lambda: check(word, PASSWORD))
        case("WSS4J", feature, SENDS, "wrong password", True, lambda: "Exception" in check(word, "wrong"))
    case("WSS4J", STAMP, SENDS, "accepted", "timestamp", lambda: check("timestamp", PASSWORD))
    case("WSS4J", STAMP, SENDS, "with a digest", ["timestamp", "username"],
         lambda: sorted(check("timestamp+digest", PASSWORD).split()))


def node_cases(url):
    for feature, kind in [(TEXT, "PasswordText"), (DIGEST, "PasswordDigest")]:
        def call(password):
            return run("node", str(HERE / "node_soap.js"), str(WORK), WSDL, url + "security", kind, password, "a")
        case("node-soap", feature, IN, "with a Timestamp", "a", lambda: call(PASSWORD))
        case("node-soap", feature, IN, "wrong password", True, lambda: call("wrong").startswith("error"))
    case("node-soap", STAMP, IN, "valid", "a", lambda: call(PASSWORD))


def gsoap_cases(url):
    build_gsoap()
    peer, port = str(WORK / "gsoap/peer"), free_port()
    server = subprocess.Popen([peer, "serve", str(port), PASSWORD], stderr=subprocess.DEVNULL)
    other_port = free_port()
    other = subprocess.Popen([peer, "serve", str(other_port), "another"], stderr=subprocess.DEVNULL)

    def call(words, path, at=port):
        return run(PROGRAM, "call", words, f"http://127.0.0.1:{at}/{path}", "a")

    def be_called(kind, path, password=PASSWORD):
        return run(peer, "call", url + path, "a", kind, password)

    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                socket.create_connection(("127.0.0.1", other_port)).close()
                break
            except OSError:
                time.sleep(0.1)
        for feature, word in [(TEXT, "text"), (DIGEST, "digest")]:
            case("gSOAP", feature, SENDS, "accepted", "a", lambda: call(f"timestamp+{word}", "security"))
            case("gSOAP", feature, SENDS, "wrong password", "FailedAuthentication",
                 lambda: call(f"timestamp+{word}", "security", other_port))
            case("gSOAP", feature, IN, "accepted", "a", lambda: be_called(word, "security"))
            case("gSOAP", feature, IN, "wrong password", "wsse:FailedAuthentication", lambda: be_called(word, "security", "wrong"))
        case("gSOAP", STAMP, SENDS, "accepted", "a", lambda: call("timestamp+digest", "security"))
        case("gSOAP", STAMP, SENDS, "missing", "InvalidSecurity", lambda: call("digest", "security"))
        case("gSOAP", STAMP, IN, "valid", "a", lambda: be_called("digest", "security"))
        for feature, word in [(V1_0, "1.0"), (V2004, "2004")]:
            case("gSOAP", feature, [SENDS, READS], "echo", "a", lambda: call(word, "addressing"))
        case("gSOAP", V1_0, SENDS, "missing", "MessageAddressingHeaderRequired", lambda: call("none", "addressing"))
        case("gSOAP", V1_0, [IN, ANSWERS], "echo", "a", lambda: be_called("addressing", "addressing/1.0"))
        case("gSOAP", V1_0, [IN, ANSWERS], "with a digest", "a", lambda: be_called("all", "both"))
        not_available("gSOAP", V2004, IN, "gSOAP writes 1.0 with the import `wsa5.h`")
    finally:
        server.terminate()
        other.terminate()


def build_gsoap():
    """Generates and compiles the peer, unless it is newer than its source."""
    work, source = WORK / "gsoap", HERE / "gsoap.cpp"
    peer, gsoap = work / "peer", pathlib.Path("/usr/share/gsoap")
    if peer.exists() and peer.stat().st_mtime > source.stat().st_mtime:
        return
    work.mkdir(exist_ok=True)
    run("wsdl2h", "-s", "-o", str(work / "service.h"), WSDL)
    text = (work / "service.h").read_text(encoding="utf-8")
    (work / "echo.h").write_text(f'#import "wsse.h"\n#import "wsa5.h"\n{text}', encoding="utf-8")
    run("soapcpp2", "-i", f"-I{gsoap}/import:{gsoap}", "-d", str(work), str(work / "echo.h"))
    plugins = ["plugin/wsseapi.c", "plugin/smdevp.c", "plugin/mecevp.c", "plugin/wsaapi.c", "plugin/threads.c", "custom/struct_timeval.c"]
    files = [str(source), *(str(work / f"soap{name}.cpp") for name in ["C", "EchoProxy", "EchoService"])]
    run("g++", "-w", "-DWITH_OPENSSL", "-DWITH_DOM", f"-I{work}", f"-I{gsoap}/plugin", f"-I{gsoap}", "-o", str(peer), *files,
        "-x", "c++", *(str(gsoap / name) for name in plugins), "-x", "none", "-lgsoapssl++", "-lssl", "-lcrypto")


def jaxws_cases(url):
    run("javac", "-nowarn", "-cp", JARS, "-d", str(WORK), str(HERE / "Addressed.java"))
    java = ["java", "-cp", f"{WORK}:{JARS}", "Addressed"]
    endpoint = f"http://127.0.0.1:{free_port()}/echo"
    server = subprocess.Popen([*java, "serve", endpoint], stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{endpoint}/2004?wsdl", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        for feature, version in [(V1_0, "1.0"), (V2004, "2004")]:
            url_of = f"{endpoint}/{version}"
            case("JAX-WS RI", feature, [SENDS, READS], "echo", "a", lambda: run(PROGRAM, "call", version, url_of, "a"))
            case("JAX-WS RI", feature, SENDS, "missing", "MessageAddressingHeaderRequired",
                 lambda: run(PROGRAM, "call", "none", url_of, "a"))
    finally:
        server.terminate()
    for feature, version in [(V1_0, "1.0"), (V2004, "2004")]:
        case("JAX-WS RI", feature, [IN, ANSWERS], "echo", "a",
             lambda: run(*java, "call", version, "file:" + WSDL, f"{url}addressing/{version}", "a"))


def main():
    server = subprocess.Popen([PROGRAM, "serve"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
    url = server.stdout.readline().strip().rstrip("/") + "/"
    needed = lambda *programs: [run("which", program) for program in programs]
    stacks = [
        ("zeep", lambda: __import__("zeep"), lambda: zeep_cases(url)),
        ("WSS4J", lambda: pathlib.Path("/usr/share/java/wss4j.jar").stat() and needed("javac"), wss4j_cases),
        ("node-soap", lambda: (WORK / "node_modules/soap").stat() and needed("node"), lambda: node_cases(url)),
        ("JAX-WS RI", lambda: pathlib.Path("/usr/share/java/jaxws-rt.jar").stat() and needed("javac"), lambda: jaxws_cases(url)),
        ("gSOAP", lambda: needed("wsdl2h", "soapcpp2", "g++"), lambda: gsoap_cases(url)),
    ]
    for stack, probe, cases in stacks:
        try:
            probe()
        except Exception as error:  # noqa: BLE001: not installed, for any reason
            results.append(("missing", stack, "", "", " ".join(f"not installed: {error}".split())))
            continue
        cases()
    server.stdin.close()
    server.wait()
    lines = ["\t".join(cell.replace("\t", " ") for cell in row) + "\n" for row in results]
    (WORK / "results.tsv").write_text("".join(lines), encoding="utf-8")


main()
