#!/usr/bin/env python3
"""Drives `saponify explore` in a headless Chromium, through chromedriver.

Usage: explore.py SAPONIFY [SHARED] [--pictures DIR]

SAPONIFY is the binary, SHARED the folder with the corpora. The page is opened, searched, filled and sent to `saponify mock`;
a fault and mistakes are shown; the 1,461 operations of NetServer must be listed within one second. Prints `skipped` if there
is no Chromium with chromedriver.
"""

import base64
import http.client
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).parent
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"


class Driver:
    """A session of a browser."""

    def __init__(self, chromium, dark=False, size=(1280, 900)):
        self.profile = tempfile.mkdtemp()
        self.process = subprocess.Popen(
            [shutil.which("chromedriver"), "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            if "started successfully on port" in line:
                self.port = int(line.rstrip(".\n").rsplit(" ", 1)[1])
                break
        arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync",
            f"--user-data-dir={self.profile}", f"--window-size={size[0]},{size[1]}", "--hide-scrollbars",
        ]
        if dark:
            arguments.append("--blink-settings=preferredColorScheme=0")
        options = {"binary": chromium, "args": arguments}
        if size[0] < 500:
            options["mobileEmulation"] = {"deviceMetrics": {"width": size[0], "height": size[1], "pixelRatio": 2.0}}
        always = {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}
        self.session = ""
        self.session = "/" + self.ask("POST", "/session", {"capabilities": {"alwaysMatch": always}})["sessionId"]
        if dark:
            self.ask("POST", "/goog/cdp/execute", {"cmd": "Emulation.setEmulatedMedia", "params": {
                "features": [{"name": "prefers-color-scheme", "value": "dark"}]}})

    def ask(self, method, path, body=None):
        path = path if path == "/session" else f"/session{self.session}{path}"
        data = json.dumps(body if body is not None else {}).encode() if method == "POST" else None
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", data, {"Content-Type": "application/json"}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(json.load(error)["value"]["message"]) from None

    def run(self, script, *arguments):
        return self.ask("POST", "/execute/sync", {"script": script, "args": list(arguments)})

    def find(self, selector):
        return self.ask("POST", "/element", {"using": "css selector", "value": selector})[ELEMENT]

    def click(self, selector):
        self.ask("POST", f"/element/{self.find(selector)}/click")

    def type(self, selector, text, clear=False):
        element = self.find(selector)
        if clear:
            self.ask("POST", f"/element/{element}/clear")
        self.ask("POST", f"/element/{element}/value", {"text": text})

    def text(self, selector):
        return self.run("const e = document.querySelector(arguments[0]); return e ? e.textContent : ''", selector)

    def wait(self, script, *arguments):
        for _ in range(150):
            value = self.run(f"return {script}", *arguments)
            if value:
                return value
            time.sleep(0.1)
        raise AssertionError(f"never true: {script}\n{self.run('return document.body.innerText')[:3000]}")

    def picture(self, path):
        path.write_bytes(base64.b64decode(self.ask("GET", "/screenshot")))

    def problems(self):
        log = self.ask("POST", "/se/log", {"type": "browser"})
        return [entry["message"] for entry in log if entry["level"] in ("SEVERE", "WARNING")]

    def close(self):
        try:
            self.ask("DELETE", "")
        finally:
            self.process.terminate()
            self.process.wait()
            shutil.rmtree(self.profile, ignore_errors=True)


class Program:
    """A running command of saponify; the first line of its output is an address."""

    def __init__(self, binary, *arguments):
        self.process = subprocess.Popen(
            [binary, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = self.process.stdout.readline().strip()

    def close(self):
        self.process.terminate()
        self.process.wait()


def status(address, path, headers=None, method="GET", body=None):
    """Sends a request without a browser and returns its status."""
    host = address.split("/")[2]
    connection = http.client.HTTPConnection(host, timeout=10)
    connection.request(method, path, body, {"Host": host, **(headers or {})})
    return connection.getresponse().status


def check(condition, message):
    assert condition, message
    print(f"ok: {message}")


def only_the_page_is_answered(explore):
    host = explore.address.split("/")[2]
    token = explore.address.split("#")[1]
    known = {"x-saponify-token": token}
    check(status(explore.address, "/api/contract", known) == 200, "the token opens the interface")
    check(status(explore.address, "/api/contract") == 401, "without the token it is closed")
    check(status(explore.address, "/api/contract", {"x-saponify-token": token[:-1]}) == 401, "a wrong token is refused")
    check(status(explore.address, "/", {"Host": "evil.example:80"}) == 403, "another host name is refused")
    check(status(explore.address, "/api/contract", {**known, "Origin": "http://evil.example"}) == 403, "another origin is refused")
    check(status(explore.address, "/api/contract", {**known, "Origin": f"http://{host}"}) == 200, "the own origin is accepted")
    check(status(explore.address, "/api/contract", {**known, "Sec-Fetch-Site": "cross-site"}) == 403, "another site is refused")


def tour(binary, chromium, pictures):
    wsdl = HERE / "cli" / "parcels.wsdl"
    mock = Program(binary, "mock", wsdl, "--answers", answers())
    explore = Program(binary, "explore", wsdl, "--no-open", "--endpoint", mock.address, "--user", "jdoe:hidden-password")
    driver = Driver(chromium)
    try:
        only_the_page_is_answered(explore)
        driver.ask("POST", "/url", {"url": explore.address})
        driver.wait("document.body.dataset.listed")
        check("#" not in driver.ask("GET", "/url"), "the token leaves the address")
        driver.type("#search", "trac")
        check(driver.run("return document.querySelectorAll('#list [data-operation]').length") == 1, "search finds one operation")
        driver.type("#search", "\ue007")
        driver.wait("document.querySelector('h1') && document.querySelector('h1').textContent === 'Track'")
        check("Finds parcels by their number." in driver.text("main"), "the documentation is shown")

        driver.wait("document.querySelector('[data-key=Number] input')")
        driver.type("[data-key=Number] input", "AB123456", clear=True)
        driver.click("#send")
        driver.wait("document.querySelector('[data-outcome=reply]')")
        check("XY000001" in driver.text(".tree"), "the reply is shown as a tree")
        if pictures:
            driver.picture(pictures / "light.png")
        driver.click("#result-tabs [data-name=xml]")
        check("<Number>XY000001</Number>" in driver.text("#result pre"), "and as XML")
        driver.click("#result-tabs [data-name=rust]")
        rust = driver.text("#result pre")
        check('number: "AB123456".into()' in rust and "client.track(request)" in rust, "and the Rust code of the call")
        driver.click("#result-tabs [data-name=curl]")
        curl = driver.text("#result pre")
        check("curl 'http" in curl and "hidden-password" not in curl, "and a curl command without secrets")

        driver.type("[data-key=Number] input", "wrong", clear=True)
        driver.click("#send")
        driver.wait("document.querySelector('ul.mistakes')")
        check("[A-Z]{2}[0-9]{6}" in driver.text("ul.mistakes"), "mistakes are shown with what is allowed")

        driver.type("[data-key=Number] input", "AB123456", clear=True)
        driver.run("document.querySelector('[data-key=Number] input').focus()")
        driver.ask("POST", "/actions", {"actions": [{"type": "key", "id": "keys", "actions": [
            {"type": "keyDown", "value": "\ue009"}, {"type": "keyDown", "value": "\ue007"},
            {"type": "keyUp", "value": "\ue007"}, {"type": "keyUp", "value": "\ue009"}]}]})
        driver.wait("document.querySelector('[data-outcome=fault]')")
        check("no such parcel" in driver.text("#result"), "a fault is shown, sent by the keyboard")
        check(driver.run("return document.querySelectorAll('.history button').length") == 2, "the history has both calls")
        driver.click("#request-tabs [data-name=json]")
        driver.wait("document.querySelector('#json-editor')")
        check("AB123456" in driver.run("return document.querySelector('#json-editor').value"), "the form and the JSON are one request")
        driver.click("#request-tabs [data-name=xml]")
        driver.wait("document.querySelector('#request pre')")
        check("<Number>AB123456</Number>" in driver.text("#request pre"), "the envelope is shown before it is sent")
        driver.ask("POST", "/refresh")
        driver.wait("document.body.dataset.listed")
        problems = [one for one in driver.problems() if "400" not in one]
        check(not problems, f"the page reports no problems {problems}")
    finally:
        driver.close()
        explore.close()
        mock.close()


def answers():
    folder = pathlib.Path(tempfile.mkdtemp())
    (folder / "Track.1.json").write_text('{"Parcel": [{"Number": "XY000001", "State": "Delivered", "Weight": 12.5}]}')
    (folder / "Track.2.json").write_text('{"$fault": {"code": "Client", "reason": "no such parcel"}}')
    return folder


def hostile(binary, chromium):
    """Texts of a contract must stay texts."""
    folder = pathlib.Path(tempfile.mkdtemp())
    text = (HERE / "cli" / "parcels.wsdl").read_text()
    evil = "&lt;img src=x onerror=&quot;document.title='broken'&quot;&gt;&lt;script&gt;document.title='broken'&lt;/script&gt;"
    (folder / "evil.wsdl").write_text(text.replace("Finds parcels by their number.", evil))
    explore = Program(binary, "explore", folder / "evil.wsdl", "--no-open")
    driver = Driver(chromium)
    try:
        driver.ask("POST", "/url", {"url": explore.address})
        driver.wait("document.querySelector('#list button')")
        driver.click("#list button")
        driver.wait("document.querySelector('h1')")
        time.sleep(0.3)
        check(driver.run("return document.title") != "broken", "documentation with markup is text")
        check(driver.run("return document.querySelectorAll('main img, main script').length") == 0, "and makes no elements")
    finally:
        driver.close()
        explore.close()
        shutil.rmtree(folder)


def net_server(binary, chromium, shared, pictures):
    wsdls = sorted((shared / "superoffice" / "wsdl").glob("*.wsdl"))
    explore = Program(binary, "explore", *wsdls, "--no-open")
    try:
        for name, dark, size in [("dark", True, (1280, 900)), ("phone", False, (390, 844))]:
            driver = Driver(chromium, dark, size)
            try:
                driver.ask("POST", "/url", {"url": explore.address})
                driver.wait("document.body.dataset.listed")
                took = int(driver.run("return document.body.dataset.listed"))
                count = driver.run("return document.querySelectorAll('#list [data-operation]').length")
                check(count == 1461, f"{count} operations are listed")
                check(took < 1000, f"within {took} ms")
                driver.type("#search", "user saveuser")
                driver.wait("document.querySelector('#list button')")
                driver.type("#search", "\ue007")
                driver.wait("document.querySelector('#request fieldset')")
                time.sleep(1)
                wide = driver.run("return document.documentElement.scrollWidth <= window.innerWidth")
                check(wide, "nothing is wider than the window")
                if pictures:
                    driver.picture(pictures / f"{name}.png")
            finally:
                driver.close()
    finally:
        explore.close()


def main():
    arguments = sys.argv[1:]
    pictures = None
    if "--pictures" in arguments:
        at = arguments.index("--pictures")
        pictures = pathlib.Path(arguments[at + 1])
        del arguments[at:at + 2]
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium or not shutil.which("chromedriver"):
        print("skipped: no Chromium with chromedriver")
        return
    binary = str(pathlib.Path(arguments[0]).resolve())
    tour(binary, chromium, pictures)
    hostile(binary, chromium)
    shared = pathlib.Path(arguments[1]) if len(arguments) > 1 else None
    if shared and (shared / "superoffice" / "wsdl").is_dir():
        net_server(binary, chromium, shared, pictures)


main()
