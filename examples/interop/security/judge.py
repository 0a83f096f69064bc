#!/usr/bin/env python3
"""Compares signatures and encryption with other stacks: xmlsec1, zeep, signxml, WSS4J, node-soap.

    judge.py PROGRAM WORK

PROGRAM is the example `message_security`. Prints a matrix of stack, feature and direction. Exits with 1 if a case failed.
A stack that is not installed is skipped with a message.
"""
import datetime
import pathlib
import shutil
import subprocess
import sys

PROGRAM, WORK = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
HERE = pathlib.Path(__file__).resolve().parent
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
WSU = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
DSIG, MORE, XENC, XENC11 = (
    "http://www.w3.org/2000/09/xmldsig#",
    "http://www.w3.org/2001/04/xmldsig-more#",
    "http://www.w3.org/2001/04/xmlenc#",
    "http://www.w3.org/2009/xmlenc11#",
)
REFERENCES = ["token", "issuer-serial", "key-identifier", "thumbprint"]
CIPHERS = [XENC + "aes128-cbc", XENC + "aes256-cbc", XENC11 + "aes128-gcm", XENC11 + "aes256-gcm"]
TRANSPORTS = [XENC + "rsa-oaep-mgf1p", XENC + "rsa-1_5"]

# WSS4J accepts timestamps of the last five minutes.
NOW = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
# Content with everything that canonicalization has to handle.
BODY = (
    '<o:Pay xmlns:o="urn:orders" xmlns:x="urn:unused" b="2" a="&lt;&quot;\'&#9;">'
    '<Amount xmlns="urn:inner">100</Amount><o:Note xml:lang="en">A &amp; B&#13;\n<![CDATA[<c>]]></o:Note>'
    '<plain xmlns=""><o:T x:z="1"/></plain></o:Pay>'
)
PLAIN = f'<soap:Envelope xmlns:soap="{SOAP}"><soap:Header></soap:Header><soap:Body>{BODY}</soap:Body></soap:Envelope>'
STAMPED = PLAIN.replace(
    "<soap:Header>",
    f'<soap:Header><wsse:Security xmlns:wsse="{WSSE}" xmlns:wsu="{WSU}" soap:mustUnderstand="1"><wsu:Timestamp>'
    f"<wsu:Created>{NOW}</wsu:Created><wsu:Expires>2099-01-01T00:00:00Z</wsu:Expires></wsu:Timestamp>"
    "</wsse:Security>",
)

results = []


def case(stack, feature, direction, check):
    """Runs one case and notes its outcome."""
    try:
        check()
        results.append((stack, feature, direction, None))
    except Exception as error:  # noqa: BLE001: every failure is a result
        why = " ".join(str(error).split())[:400]
        results.append((stack, feature, direction, why or type(error).__name__))


def skip(stack, why):
    print(f"skipped {stack}: {why}")


def run(*command, text=None):
    done = subprocess.run(command, input=text, capture_output=True, encoding="utf-8")
    if done.returncode:
        raise RuntimeError(f"{pathlib.Path(command[0]).name} {command[1]}: {done.stderr or done.stdout}")
    return done.stdout


def ours(*arguments, text):
    return run(PROGRAM, *arguments, text=text)


def write(name, text):
    path = WORK / name
    path.write_text(text, encoding="utf-8", newline="")
    return str(path)


def make_key(name, *options):
    """Makes a key with a certificate: two files in PEM, one with both, and PKCS#12."""
    key, certificate = WORK / f"{name}.key.pem", WORK / f"{name}.cert.pem"
    run(
        "openssl", "req", "-x509", "-newkey", *options, "-nodes", "-keyout", str(key), "-out", str(certificate),
        "-days", "365", "-subj", f"/CN={name}/O=Example, Inc./C=NO", "-addext", "basicConstraints=critical,CA:FALSE",
    )
    both = WORK / f"{name}.pem"
    both.write_text(key.read_text() + certificate.read_text())
    run(
        "openssl", "pkcs12", "-export", "-inkey", str(key), "-in", str(certificate), "-name", "key", "-passout",
        "pass:secret", "-out", str(WORK / f"{name}.p12"),
    )
    return str(both), str(key), str(certificate)


def body_of(text):
    """The canonical form of the content of the body."""
    from lxml import etree

    body = etree.fromstring(text.encode()).find(f"{{{SOAP}}}Body")
    return [etree.tostring(child, method="c14n", exclusive=True, with_tail=False) for child in body]


def assert_same_body(text):
    if body_of(text) != body_of(PLAIN):
        raise AssertionError(f"the body changed: {text}")


def assert_changes_are_refused(certificate, signed):
    for old, new in [(">100<", ">101<"), ("A &amp; B", "A &amp; C"), ("2099-01", "2098-01"), ("Expires>20", "Expires>21")]:
        if old not in signed:
            continue
        try:
            ours("verify", certificate, text=signed.replace(old, new))
        except RuntimeError:
            continue
        raise AssertionError(f"the change of `{old}` was accepted")


def judge_xmlsec1(keys):
    if not shutil.which("xmlsec1"):
        return skip("xmlsec1", "not installed")
    for name, (both, _, certificate) in keys.items():
        for reference in REFERENCES:
            for options in [[], ["--inclusive", "soap", "--inclusive", "#default"]]:
                def check():
                    signed = ours("sign", both, reference, *options, text=STAMPED)
                    path = write("xmlsec1.xml", signed)
                    command = [
                        "xmlsec1", "--verify", "--pubkey-cert-pem", certificate, "--id-attr:Id", f"{SOAP}:Body",
                        "--id-attr:Id", f"{WSU}:Timestamp", "--id-attr:Id", f"{WSSE}:BinarySecurityToken",
                    ]
                    run(*command, path)
                    changed = write("xmlsec1-changed.xml", signed.replace(">100<", ">101<"))
                    if subprocess.run([*command, changed], capture_output=True).returncode == 0:
                        raise AssertionError("xmlsec1 accepts a changed message")
                case("xmlsec1", f"{name} {reference} {' '.join(options)}", "we sign", check)


def judge_zeep(keys):
    try:
        import xmlsec
        from lxml import etree
        from zeep.wsse.signature import BinarySignature, Signature
    except ImportError as error:
        return skip("zeep", error)
    both, key, certificate = keys["rsa"]
    sha256 = (xmlsec.Transform.RSA_SHA256, xmlsec.Transform.SHA256)
    sha1 = (xmlsec.Transform.RSA_SHA1, xmlsec.Transform.SHA1)

    for reference in REFERENCES:
        def check():
            signed = etree.fromstring(ours("sign", both, reference, text=STAMPED).encode())
            Signature(key, certificate).verify(signed)
        case("zeep", f"rsa {reference}", "we sign", check)
    for kind in (BinarySignature, Signature):
        for methods, options in [(sha256, []), (sha1, ["--sha1"])]:
            def check():
                envelope, _ = kind(key, certificate, None, *methods).apply(etree.fromstring(STAMPED.encode()), {})
                signed = etree.tostring(envelope).decode()
                ours("verify", certificate, *options, text=signed)
                assert_changes_are_refused(certificate, signed)
            case("zeep", f"{kind.__name__} {'sha1' if options else 'sha256'}", "we verify", check)


def judge_signxml(keys):
    try:
        from lxml import etree
        from signxml import SignatureConfiguration, XMLVerifier
    except ImportError as error:
        return skip("signxml", error)
    for name, (both, _, certificate) in keys.items():
        def check():
            signed = etree.fromstring(ours("sign", both, "token", text=STAMPED).encode())
            expect = SignatureConfiguration(expect_references=2, location=".//")
            found = XMLVerifier().verify(
                signed, x509_cert=pathlib.Path(certificate).read_text(), id_attribute="Id", expect_config=expect,
            )
            names = {etree.QName(result.signed_xml).localname for result in found}
            if names != {"Body", "Timestamp"}:
                raise AssertionError(f"signxml sees {names}")
        case("signxml", f"{name} token", "we sign", check)


class Wss4j:
    """A process that runs Wss4j.java."""

    JARS = ["wss4j", "xmlsec", "slf4j-api", "slf4j-nop", "commons-logging", "commons-codec"]

    def __init__(self, name):
        classpath = ":".join(f"/usr/share/java/{jar}.jar" for jar in self.JARS)
        command = ["java", "-cp", classpath, str(HERE / "Wss4j.java"), str(WORK / f"{name}.p12")]
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")

    def run(self, command, text, *arguments):
        """The envelope after a command."""
        output = WORK / "wss4j-output.xml"
        self.process.stdin.write("\t".join([command, write("wss4j-input.xml", text), str(output), *arguments]) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline().strip()
        if answer != "ok":
            raise RuntimeError(f"WSS4J: {answer or 'no answer'}")
        return output.read_text(encoding="utf-8")

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def judge_wss4j(keys):
    if not shutil.which("java") or not pathlib.Path("/usr/share/java/wss4j.jar").exists():
        return skip("WSS4J", "libwss4j-java or Java is not installed")
    for name, (both, key, certificate) in keys.items():
        stack = Wss4j(name)
        rsa = name == "rsa"
        for reference in REFERENCES:
            for options in [[], ["--inclusive", "soap", "--inclusive", "#default"]] + ([["--sha1"]] if rsa else []):
                def check():
                    signed = ours("sign", both, reference, *options, text=STAMPED)
                    stack.run("check", signed, "signed")
                    try:
                        stack.run("check", signed.replace(">100<", ">101<"), "signed")
                    except RuntimeError:
                        return
                    raise AssertionError("WSS4J accepts a changed message")
                case("WSS4J", f"{name} {reference} {' '.join(options)}", "we sign", check)
            method = MORE + ("rsa-sha256" if rsa else "ecdsa-sha256")
            for method, digest, options in [(method, XENC + "sha256", [])] + (
                    [(DSIG + "rsa-sha1", DSIG + "sha1", ["--sha1"])] if rsa else []):
                def check():
                    signed = stack.run("sign", PLAIN, reference, method, digest)
                    ours("verify", certificate, *options, text=signed)
                    assert_changes_are_refused(certificate, signed)
                case("WSS4J", f"{name} {reference} {' '.join(options)}", "we verify", check)
            for cipher in CIPHERS if rsa else []:
                for transport in TRANSPORTS:
                    feature = f"{reference} {cipher.split('#')[1]} {transport.split('#')[1]}"

                    def check():
                        encrypted = ours("encrypt", certificate, reference, cipher, transport, text=PLAIN)
                        assert_same_body(stack.run("check", encrypted, "encrypted"))
                    case("WSS4J", feature, "we encrypt", check)

                    def check():
                        encrypted = stack.run("encrypt", PLAIN, reference, cipher, transport)
                        assert_same_body(ours("decrypt", key, text=encrypted))
                    case("WSS4J", feature, "we decrypt", check)
        if rsa:
            def check():
                signed = ours("sign", both, "token", text=STAMPED)
                encrypted = ours("encrypt", certificate, "thumbprint", CIPHERS[1], TRANSPORTS[0], text=signed)
                assert_same_body(stack.run("check", encrypted, "both"))
            case("WSS4J", "signed, then encrypted", "we send", check)

            def check():
                signed = stack.run("sign", PLAIN, "token", MORE + "rsa-sha256", XENC + "sha256")
                encrypted = stack.run("encrypt", signed, "thumbprint", CIPHERS[1], TRANSPORTS[0])
                ours("verify", certificate, text=ours("decrypt", key, text=encrypted))
            case("WSS4J", "signed, then encrypted", "we receive", check)
        stack.close()


def judge_node_soap(keys):
    modules = WORK / "node_modules"
    if not shutil.which("node") or not (modules / "soap").exists():
        return skip("node-soap", "node or the package `soap` is not installed")
    _, key, certificate = keys["rsa"]
    # Modules are searched beside the script.
    script = WORK / "node_soap.js"
    shutil.copyfile(HERE / "node_soap.js", script)

    def check():
        output = WORK / "node-soap.xml"
        run("node", str(script), key, certificate, write("node-input.xml", PLAIN), str(output))
        signed = output.read_text(encoding="utf-8")
        ours("verify", certificate, text=signed)
        assert_changes_are_refused(certificate, signed)
    case("node-soap", "WSSecurityCert", "we verify", check)


def main():
    keys = {
        "rsa": make_key("rsa", "rsa:2048"),
        "p256": make_key("p256", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
    }
    for judge in (judge_xmlsec1, judge_zeep, judge_signxml, judge_wss4j, judge_node_soap):
        judge(keys)

    cells = {}
    for stack, _, direction, why in results:
        passed, total = cells.get((stack, direction), (0, 0))
        cells[stack, direction] = passed + (why is None), total + 1
    print(f"\n{'stack':12}{'direction':14}passed")
    for (stack, direction), (passed, total) in cells.items():
        print(f"{stack:12}{direction:14}{passed}/{total}")
    failed = [result for result in results if result[3]]
    for stack, feature, direction, why in failed:
        print(f"FAILED {stack}, {feature}, {direction}: {why}")
    print(f"{len(results) - len(failed)} passed, {len(failed)} failed")
    sys.exit(bool(failed))


main()
