#!/usr/bin/env python3
"""Compares signatures and encryption with other stacks: xmlsec1, zeep, signxml, WSS4J, node-soap.

    judge.py PROGRAM WORK

PROGRAM is the example `message_security`. Writes `results.tsv` in the folder WORK, for `wire_matrix.py`. A stack that is not
installed has a line there.
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
OASIS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
DSIG, MORE, XENC, XENC11 = (
    "http://www.w3.org/2000/09/xmldsig#",
    "http://www.w3.org/2001/04/xmldsig-more#",
    "http://www.w3.org/2001/04/xmlenc#",
    "http://www.w3.org/2009/xmlenc11#",
)
REFERENCES = ["token", "issuer-serial", "key-identifier", "thumbprint"]
CIPHERS = [XENC + "aes128-cbc", XENC + "aes256-cbc", XENC11 + "aes128-gcm", XENC11 + "aes256-gcm"]
TRANSPORTS = [XENC + "rsa-oaep-mgf1p", XENC + "rsa-1_5"]

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
    """Runs one case and records its outcome."""
    kind, outcome = kind_of(feature), "passed"
    direction = "ours, read by the stack" if direction in OURS else "the stack's, read by us"
    try:
        check()
    except Exception as error:  # noqa: BLE001: every failure is a result
        outcome = "FAILED"
        feature += f": {' '.join(str(error).split())[:400] or type(error).__name__}"
    results.append((outcome, stack, kind, direction, feature))


OURS = ["we sign", "we encrypt", "we send"]


def kind_of(feature):
    """The row of the matrix to which a case belongs."""
    if "signed, then" in feature:
        return feature
    if "aes" in feature:
        return "encryption, " + ("AES-GCM" if "gcm" in feature else "AES-CBC")
    if "one byte" in feature:
        return "one byte changed"
    if "sha1" in feature:
        return "RSA-SHA1"
    return "ECDSA-SHA256" if "p256" in feature else "RSA-SHA256"


def skip(stack, why):
    results.append(("missing", stack, "", "", f"not installed: {why}"))


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


def assert_forms_stay(certificate, signed):
    """Changes each byte once. Either the signature becomes invalid, or libxml2's canonical form of the signed parts stays the same."""
    from lxml import etree

    def parts(text):
        # A namespace name that is not a URI is well-formed, but lxml reads it only with `recover`.
        parser = etree.XMLParser(recover=True)
        root = etree.fromstring(text.encode(), parser)
        if any(not entry.type_name.endswith("NS_URI") for entry in parser.error_log):
            raise AssertionError(f"libxml2 cannot read what was accepted: {parser.error_log}: {text}")
        return [root.find(f"{{{SOAP}}}Body"), root.find(f"{{{SOAP}}}Header/{{{WSSE}}}Security/{{{WSU}}}Timestamp")]

    def forms(text):
        return [etree.tostring(part, method="c14n", exclusive=True, with_tail=False) for part in parts(text)]

    def nodes(text):
        # libxml2 has no canonical form where such a name is in scope.
        walk = (node for part in parts(text) for node in part.iter())
        return [(node.tag, sorted(node.attrib.items()), node.text, node.tail) for node in walk]

    expected = forms(signed)
    accepted = ours("changes", certificate, text=signed).split("\0")[:-1]
    # Some changes, such as other quotes, have no meaning and are accepted. If there are none, nothing was compared.
    if not accepted:
        raise AssertionError("no change was accepted")
    for changed in accepted:
        try:
            is_same = forms(changed) == expected
        except etree.C14NError:
            is_same = nodes(changed) == nodes(signed)
        if not is_same:
            raise AssertionError(f"accepted: {changed}")


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
    for name, algorithm, digest, options in [
        ("rsa", MORE + "rsa-sha256", XENC + "sha256", []),
        ("rsa", DSIG + "rsa-sha1", DSIG + "sha1", ["--sha1"]),
        ("p256", MORE + "ecdsa-sha256", XENC + "sha256", []),
    ]:
        _, key, certificate = keys[name]

        def check():
            path = write("xmlsec1-template.xml", template(certificate, algorithm, digest))
            ids = ["--id-attr:Id", f"{SOAP}:Body", "--id-attr:Id", f"{WSU}:Timestamp"]
            signed = run("xmlsec1", "--sign", "--privkey-pem", key, *ids, path)
            ours("verify", certificate, *options, text=signed)
            assert_changes_are_refused(certificate, signed)
        case("xmlsec1", f"{name} {' '.join(options)}", "we verify", check)


def template(certificate, algorithm, digest):
    """An envelope with a signature of Body and Timestamp, whose values xmlsec1 computes."""
    token = "".join(pathlib.Path(certificate).read_text().split("-----")[2].split())
    canonical = f'Algorithm="{C14N}"'
    references = "".join(
        f'<ds:Reference URI="#{part}"><ds:Transforms><ds:Transform {canonical}/></ds:Transforms>'
        f'<ds:DigestMethod Algorithm="{digest}"/><ds:DigestValue/></ds:Reference>' for part in ["body", "time"]
    )
    signature = (
        f'<wsse:BinarySecurityToken wsu:Id="token" EncodingType="{OASIS}soap-message-security-1.0#Base64Binary" '
        f'ValueType="{OASIS}x509-token-profile-1.0#X509v3">{token}</wsse:BinarySecurityToken>'
        f'<ds:Signature xmlns:ds="{DSIG}"><ds:SignedInfo><ds:CanonicalizationMethod {canonical}/>'
        f'<ds:SignatureMethod Algorithm="{algorithm}"/>{references}</ds:SignedInfo><ds:SignatureValue/><ds:KeyInfo>'
        f'<wsse:SecurityTokenReference><wsse:Reference URI="#token" ValueType="{OASIS}x509-token-profile-1.0#X509v3"/>'
        "</wsse:SecurityTokenReference></ds:KeyInfo></ds:Signature>"
    )
    return (
        STAMPED.replace("</wsse:Security>", signature + "</wsse:Security>")
        .replace("<wsu:Timestamp>", '<wsu:Timestamp wsu:Id="time">')
        .replace("<soap:Body>", f'<soap:Body xmlns:wsu="{WSU}" wsu:Id="body">')
    )


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

    def sign(kind, methods):
        envelope, _ = kind(key, certificate, None, *methods).apply(etree.fromstring(STAMPED.encode()), {})
        return etree.tostring(envelope).decode()

    for reference in REFERENCES:
        def check():
            signed = etree.fromstring(ours("sign", both, reference, text=STAMPED).encode())
            Signature(key, certificate).verify(signed)
        case("zeep", f"rsa {reference}", "we sign", check)
    for kind in (BinarySignature, Signature):
        for methods, options in [(sha256, []), (sha1, ["--sha1"])]:
            def check():
                ours("verify", certificate, *options, text=sign(kind, methods))
                assert_changes_are_refused(certificate, sign(kind, methods))
            case("zeep", f"{kind.__name__} {'sha1' if options else 'sha256'}", "we verify", check)
    case("zeep", "one byte", "we verify", lambda: assert_forms_stay(certificate, sign(BinarySignature, sha256)))


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


def judge_libxml2(keys):
    try:
        import lxml  # noqa: F401
    except ImportError as error:
        return skip("libxml2", error)
    for name, (both, _, certificate) in keys.items():
        def check():
            assert_forms_stay(certificate, ours("sign", both, "token", text=STAMPED))
        case("libxml2", f"{name} one byte", "we sign", check)


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
            for algorithm, digest, options in [(method, XENC + "sha256", [])] + (
                    [(DSIG + "rsa-sha1", DSIG + "sha1", ["--sha1"])] if rsa else []):
                def check():
                    signed = stack.run("sign", PLAIN, reference, algorithm, digest)
                    ours("verify", certificate, *options, text=signed)
                    assert_changes_are_refused(certificate, signed)
                case("WSS4J", f"{name} {reference} {' '.join(options)}", "we verify", check)
            if reference == "token":
                def check():
                    signed = stack.run("sign", PLAIN, reference, method, XENC + "sha256")
                    assert_forms_stay(certificate, signed)
                case("WSS4J", f"{name} one byte", "we verify", check)
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
                encrypted = stack.run("encrypt", PLAIN, "thumbprint", CIPHERS[3], TRANSPORTS[0])
                for changed in ours("decrypt-changes", key, "--step", "41", text=encrypted).split("\0")[:-1]:
                    assert_same_body(changed)
            case("WSS4J", "one byte, encrypted with GCM", "we decrypt", check)

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
        assert_forms_stay(certificate, signed)
    case("node-soap", "WSSecurityCert", "we verify", check)


def main():
    keys = {
        "rsa": make_key("rsa", "rsa:2048"),
        "p256": make_key("p256", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"),
    }
    for judge in (judge_xmlsec1, judge_libxml2, judge_zeep, judge_signxml, judge_wss4j, judge_node_soap):
        judge(keys)
    lines = ["\t".join(cell.replace("\t", " ") for cell in row) + "\n" for row in results]
    (WORK / "results.tsv").write_text("".join(lines), encoding="utf-8")


main()
