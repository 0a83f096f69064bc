// node-soap as a client of the mirror: node_soap.js FOLDER SERVICE.wsdl URL SAMPLES RESULTS
//                                      node_soap.js FOLDER WEATHER.wsdl URL fault RESULTS
// FOLDER contains the modules of node. Appends a line to RESULTS for each call.
const assert = require("assert");
const fs = require("fs");
const [folder, wsdl, url, samples, results] = process.argv.slice(2);
const soap = require(folder + "/node_modules/soap");

const NS = "http://www.superoffice.net/ws/crm/NetServer/Services86";
// node-soap does not distinguish nil, absent and empty, which the mirror does.
const VARIANTS = ["filled", "other", "absent"];

/** The arguments that node-soap accepts: binary values as Base64, nil items with their attribute. */
function argument(value) {
  if (Array.isArray(value)) return value.map((item) => argument(item ?? { attributes: { "xsi:nil": true } }));
  if (value === null || typeof value !== "object") return value;
  if (Object.keys(value).join() === "base64") return value.base64;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, argument(one)]));
}

/** A sample as JSON. Numbers that JavaScript cannot represent stay text. */
function json(name) {
  const text = fs.readFileSync(`${samples}/${name}.json`, "utf8");
  return JSON.parse(text.replace(/([:[,]\s*)(-?\d{16,})(?=\s*[,}\]])/g, '$1"$2"'));
}

async function record(operation, variant, check) {
  let why = "";
  try {
    await check();
  } catch (error) {
    why = String(error.message).replace(/\s+/g, " ").slice(0, 600);
  }
  fs.appendFileSync(results, `node-soap\t${operation}\t${variant}\t${why ? "failed" : "passed"}\t${why}\n`);
  return !why;
}

async function mirror(client) {
  let passed = 0;
  const names = fs.readdirSync(samples).map((name) => name.split("."));
  for (const [operation, variant, side, form] of names.sort()) {
    if (side !== "request" || form !== "json" || !VARIANTS.includes(variant)) continue;
    passed += await record(operation, variant, async () => {
      const request = json(`${operation}.${variant}.request`);
      client.clearSoapHeaders();
      client.addSoapHeader(argument(request.headers), "", "h", NS);
      const [body, , headers] = await client[operation + "Async"](argument(request.body ?? {}), {}, { "X-Sample": variant });
      const sample = fs.readFileSync(`${samples}/${operation}.${variant}.reply.xml`, "utf8");
      const expected = client.wsdl.xmlToObject(sample);
      const response = Object.values(expected.Body).find((value) => value !== expected.Body.attributes) ?? null;
      // The mirror declares namespaces elsewhere than the sample.
      const plain = (value) => JSON.stringify(value ?? null, (name, one) => (name === "attributes" ? undefined : one));
      assert.strictEqual(plain(body), plain(response));
      assert.strictEqual(plain(headers), plain(expected.Header));
    });
  }
  console.log(`node-soap: ${passed} calls passed`);
}

async function fault(client) {
  await record("GetForecast", "fault", async () => {
    const error = await client.GetForecastAsync({ City: "Atlantis" }).then(() => new Error("no fault"), (error) => error);
    assert.deepStrictEqual(error.root?.Envelope.Body.Fault.detail.UnknownCity.Suggestion, ["Oslo", "Bergen"], error.message);
  });
}

soap.createClientAsync(wsdl).then(async (client) => {
  client.setEndpoint(url);
  await (samples === "fault" ? fault(client) : mirror(client));
});
