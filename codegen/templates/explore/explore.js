// The page of `saponify explore`. Texts of contracts and replies are only ever set as text, never as markup.
"use strict";

const byId = (id) => document.getElementById(id);
let token = "";
let contract = null;
let current = null;
let sent = 0;
const types = new Map();

/** Makes an element. `attributes` may hold properties, `data-` and `aria-` attributes, and `on…` listeners. */
function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name in node && !name.includes("-") && name !== "list") node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return node;
}

/** Parses JSON. A number that JavaScript cannot hold becomes a text, which the server accepts as well. */
function parse(text) {
  return JSON.parse(text, (key, value, context) =>
    typeof value === "number" && context && context.source && !sameDigits(value, context.source) ? context.source : value);
}

function sameDigits(value, source) {
  const digits = source.replace(/[eE].*/, "").replace(/[^0-9]/g, "").replace(/^0+/, "");
  return digits.length <= 15 && Number.isFinite(value);
}

async function ask(path, body) {
  const options = { headers: { "x-saponify-token": token }, cache: "no-store", credentials: "omit" };
  if (body !== undefined) {
    options.method = "POST";
    options.headers["content-type"] = "application/json";
    options.body = JSON.stringify(body);
  }
  const response = await fetch(path, options);
  const text = await response.text();
  if (!response.ok) throw new Error(text.trim() || `HTTP ${response.status}`);
  return JSON.parse(text);
}

async function typeOf(id) {
  if (!types.has(id)) types.set(id, ask(`/api/type?id=${id}`));
  return types.get(id);
}

// ---- List and search ----

function showList(words) {
  const list = byId("list");
  const wanted = words.trim().toLowerCase().split(/\s+/).filter(Boolean);
  const matches = (text) => wanted.every((word) => text.includes(word));
  const parts = [];
  let count = 0;
  for (const service of contract.services) {
    const own = service.operations.filter((one) => matches(`${service.name} ${one.name} ${one.summary}`.toLowerCase()));
    if (own.length === 0) continue;
    count += own.length;
    parts.push(make("h2", {}, `${service.name} (${own.length})`));
    for (const one of own) {
      parts.push(make("button", {
        type: "button", title: one.summary, "data-operation": one.id,
        "aria-current": current && current.id === one.id ? "true" : "false",
        onclick: () => openOperation(one.id),
      }, one.name));
    }
  }
  if (wanted.length > 0) {
    const found = contract.types.filter((one) => matches(one.name.toLowerCase())).slice(0, 50);
    if (found.length > 0) parts.push(make("h2", {}, "Types"));
    for (const one of found) {
      parts.push(make("button", { type: "button", "data-type": one.id, onclick: () => openType(one.id) }, one.name));
    }
    if (parts.length === 0) parts.push(make("p", {}, "Nothing found."));
  }
  list.replaceChildren(...parts);
  list.dataset.count = count;
}

function closeMenu() {
  byId("list").classList.remove("open");
  byId("menu").setAttribute("aria-expanded", "false");
}

// ---- Types ----

async function openType(id) {
  const type = await typeOf(id);
  current = null;
  closeMenu();
  const rows = (type.members || []).map((member) => make("tr", {},
    make("td", {}, make("code", {}, member.key)),
    make("td", {}, typeName(member)),
    make("td", {}, occurrence(member)),
    make("td", { className: "docs" }, member.documentation || "")));
  byId("main").replaceChildren(
    make("h1", {}, type.label),
    make("p", { className: "facts" }, type.name || ""),
    type.documentation ? make("p", { className: "docs" }, type.documentation) : "",
    type.values ? make("ul", {}, type.values.map((value) => make("li", {}, make("code", {}, value)))) : "",
    rows.length ? make("table", {}, make("thead", {}, make("tr", {}, ["Member", "Type", "Occurs", "Description"].map((text) => make("th", {}, text)))),
      make("tbody", {}, rows)) : "",
    type.derived && type.derived.length ? make("p", {}, "Derived types: ", type.derived.map((one) =>
      make("button", { type: "button", className: "small", onclick: () => openType(one.id) }, one.name))) : "");
  byId("main").focus();
}

function typeName(member) {
  if (member.simple) return member.label;
  return make("button", { type: "button", className: "small", onclick: () => openType(member.type) }, member.label || "members");
}

const occurrence = (member) =>
  [member.required ? "required" : "optional", member.repeated ? "repeated" : "", member.nillable ? "may be null" : ""].filter(Boolean).join(", ");

// ---- Operations ----

async function openOperation(id, document_) {
  const operation = await ask(`/api/operation?id=${id}`);
  const value = document_ !== undefined ? parse(document_) : parse(operation.sample);
  current = { id, operation, value: withParts(value), view: "form", text: "" };
  closeMenu();
  for (const button of byId("list").querySelectorAll("[data-operation]")) {
    button.setAttribute("aria-current", button.dataset.operation === String(id) ? "true" : "false");
  }
  const facts = [operation.service, operation.version, operation.action, operation.endpoint].filter(Boolean).join(" · ");
  const request = make("section", { id: "request", "aria-label": "Request" });
  const result = make("section", { id: "result", "aria-label": "Reply", "aria-live": "polite" });
  const history = make("section", { id: "history", className: "history", "aria-label": "History" });
  byId("main").replaceChildren(
    make("h1", {}, operation.name),
    make("p", { className: "facts" }, facts),
    operation.documentation ? make("p", { className: "docs long" }, operation.documentation) : "",
    make("div", { className: "bar" },
      tabs("request-tabs", [["form", "Form"], ["json", "JSON"], ["xml", "XML"]], "form", showRequest),
      make("span", { className: "space" }),
      make("button", { type: "button", onclick: clear }, "Clear"),
      make("button", { type: "button", className: "main", id: "send", title: "Ctrl+Enter", onclick: send }, "Send")),
    request, result, history);
  showRequest("form");
  showHistory();
  byId("main").scrollTop = 0;
  byId("main").focus();
}

/** Gives a document the form with `$headers` and `$body`. */
function withParts(value) {
  const keys = value && typeof value === "object" && !Array.isArray(value) ? Object.keys(value) : [];
  if (keys.length && keys.every((key) => key === "$headers" || key === "$body")) {
    return { $headers: value.$headers || {}, $body: value.$body === undefined ? {} : value.$body };
  }
  return { $headers: {}, $body: value };
}

function clear() {
  if (!current) return;
  current.value = { $headers: {}, $body: {} };
  current.view = "";
  showRequest(selectedTab("request-tabs"));
}

function tabs(id, entries, selected, show) {
  const list = make("div", { id, role: "tablist" });
  const select = (name) => {
    for (const tab of list.children) {
      const is = tab.dataset.name === name;
      tab.setAttribute("aria-selected", String(is));
      tab.tabIndex = is ? 0 : -1;
    }
  };
  for (const [name, label] of entries) {
    list.append(make("button", { type: "button", role: "tab", "data-name": name, onclick: () => { select(name); show(name); } }, label));
  }
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const all = [...list.children];
    const next = all[(all.indexOf(document.activeElement) + step + all.length) % all.length];
    next.focus();
    next.click();
  });
  select(selected);
  return list;
}

const selectedTab = (id) => byId(id).querySelector("[aria-selected=true]").dataset.name;

/** Returns the request as JSON text. Throws if the text in the editor is not JSON. */
function documentText() {
  const editor = byId("json-editor");
  if (editor) {
    JSON.parse(editor.value);
    return editor.value;
  }
  return JSON.stringify(current.value, null, 2);
}

function showRequest(view) {
  const request = byId("request");
  try {
    // The document keeps the changes of the editor that is left.
    const editor = byId("json-editor");
    if (editor && current.view === "json") current.value = withParts(parse(editor.value));
  } catch (error) {
    request.prepend(problem(`Not JSON: ${error.message}`));
    return;
  }
  current.view = view;
  if (view === "json") {
    const editor = make("textarea", { id: "json-editor", className: "editor", spellcheck: false, "aria-label": "Request in JSON" });
    editor.value = JSON.stringify(current.value, null, 2);
    editor.rows = Math.min(30, editor.value.split("\n").length + 1);
    request.replaceChildren(editor);
  } else if (view === "xml") {
    const text = JSON.stringify(current.value);
    request.replaceChildren(make("p", {}, "…"));
    ask("/api/xml", { id: current.id, document: text }).then((answer) => {
      request.replaceChildren(answer.mistakes ? mistakes(answer.mistakes) : make("pre", {}, answer.xml));
    }).catch((error) => request.replaceChildren(problem(error.message)));
  } else {
    showForm(request);
  }
}

const problem = (text) => make("p", { className: "bad", role: "alert" }, text);
const mistakes = (list) => make("div", { role: "alert" }, make("p", { className: "bad status" }, "The request does not fit the contract:"),
  make("ul", { className: "mistakes" }, list.map((text) => make("li", {}, text))));

// ---- Form ----

function showForm(request) {
  const { operation, value } = current;
  const parts = [];
  if (operation.headers.length) {
    const box = make("fieldset", {}, make("legend", {}, "Headers"));
    if (typeof value.$headers !== "object" || value.$headers === null) value.$headers = {};
    members(box, operation.headers, value.$headers, 0);
    parts.push(box);
  }
  const body = make("fieldset", {}, make("legend", {}, "Body ", make("small", {}, operation.body.label || "")));
  parts.push(body);
  request.replaceChildren(...parts);
  content(body, operation.body, { get: () => value.$body, set: (next) => { value.$body = next; } }, 0, true);
}

/** Shows the content of a type in a box. `slot` reads and changes the value. */
async function content(box, reference, slot, depth, isRoot) {
  let type = reference;
  if (type.kind === undefined) {
    try {
      type = await typeOf(reference.type);
    } catch (error) {
      box.append(problem(error.message));
      return;
    }
  }
  const value = slot.get();
  const named = value && typeof value === "object" && !Array.isArray(value) ? value.$type : undefined;
  const isOpaque = value && typeof value === "object" && ("$xml" in value || "$nil" in value || "$content" in value || "$text" in value);
  if (type.derived && type.derived.length && !isOpaque) {
    const select = make("select", { "aria-label": "Type" });
    select.append(make("option", { value: "" }, type.abstract ? "choose a type" : type.label));
    for (const one of type.derived) select.append(make("option", { value: one.name, selected: one.name === named }, one.name));
    select.addEventListener("change", () => {
      slot.set(select.value ? { $type: select.value } : {});
      const legend = box.querySelector(":scope > legend");
      box.replaceChildren(...(legend ? [legend] : []));
      content(box, reference, slot, depth, isRoot);
    });
    box.append(make("div", { className: "field" }, make("label", {}, "Type"), select));
    const chosen = type.derived.find((one) => one.name === named);
    if (chosen) type = { ...(await typeOf(chosen.id)), derived: [] };
    else if (type.abstract) return;
  }
  if (isOpaque) return raw(box, slot);
  if (type.kind === "object") {
    if (typeof value !== "object" || value === null || Array.isArray(value)) slot.set({});
    members(box, type.members, slot.get(), depth);
  } else if (type.kind === "array" && !isRoot) {
    items(box, { ...type.item, repeated: true }, slot, depth);
  } else if (type.kind === "simple") {
    box.append(make("div", { className: "field" }, make("label", {}, type.label), input(type.simple, slot, "Value")));
  } else {
    raw(box, slot);
  }
}

/** Shows members of an object: those that are present, and buttons for the others. */
function members(box, list, object, depth) {
  const area = make("div");
  const absent = make("div", { className: "absent" });
  box.append(area, absent);
  const present = (member) => Object.prototype.hasOwnProperty.call(object, member.key);
  const draw = () => {
    area.replaceChildren();
    absent.replaceChildren();
    for (const member of list) {
      if (present(member) || (member.required && depth < 6 && fill(member))) area.append(one(member));
      else absent.append(make("button", { type: "button", className: "small", title: member.documentation || "", onclick: () => { fill(member); draw(); focusOn(member.key); } }, `+ ${member.key}`));
    }
    const others = Object.keys(object).filter((key) => key !== "$type" && !list.some((member) => member.key === key));
    for (const key of others) area.append(other(key));
    if (absent.childElementCount) absent.prepend("Add: ");
  };
  const focusOn = (key) => {
    const field = [...area.children].find((child) => child.dataset.key === key);
    const target = field && field.querySelector("input, select, textarea, button");
    if (target) target.focus();
  };
  const fill = (member) => {
    object[member.key] = member.repeated ? [first(member)] : first(member);
    return true;
  };
  const remove = (key) => make("button", { type: "button", className: "small", "aria-label": `Remove ${key}`, onclick: () => { delete object[key]; draw(); } }, "×");
  const other = (key) => {
    const field = make("div", { className: "field", "data-key": key }, make("label", {}, key));
    raw(field, { get: () => object[key], set: (next) => { object[key] = next; } });
    field.append(remove(key));
    return field;
  };
  const one = (member) => {
    const slot = { get: () => object[member.key], set: (next) => { object[member.key] = next; } };
    const label = [member.key, member.required ? make("span", { className: "required", title: "required" }, "*") : "", " ", make("small", {}, member.label)];
    if (member.simple && !member.repeated && !member.wild) {
      const id = `f${++sent}`;
      const control = input(member.simple, slot, member.key, member);
      control.id = id;
      return make("div", { className: "field", "data-key": member.key }, make("label", { htmlFor: id }, label), control,
        make("span", {}, member.nillable ? nil(slot, draw) : "", remove(member.key)),
        member.documentation ? make("p", {}, member.documentation) : "");
    }
    const fieldset = make("fieldset", { "data-key": member.key }, make("legend", {}, label, " ", member.nillable && !member.repeated ? nil(slot, draw) : "", remove(member.key)));
    if (member.documentation) fieldset.append(make("p", { className: "facts docs" }, member.documentation));
    if (slot.get() === null && !member.repeated) fieldset.append(make("p", { className: "facts" }, "null"));
    else if (member.repeated) items(fieldset, member, slot, depth);
    else if (member.wild) raw(fieldset, slot);
    else content(fieldset, member, slot, depth + 1, false);
    return fieldset;
  };
  draw();
}

const nil = (slot, draw) => make("button", {
  type: "button", className: "small", title: "Switch between a value and null",
  onclick: () => { slot.set(slot.get() === null ? "" : null); draw(); },
}, "null");

const first = (member) => (member.wild ? [] : member.simple ? initial(member.simple) : member.container === "array" ? [] : {});
const initial = (simple) => (simple.kind === "boolean" ? false : simple.kind === "enum" ? simple.values[0] || "" : simple.kind === "list" ? [] : "");

/** Shows the items of an array, with buttons to add and remove. */
function items(box, member, slot, depth) {
  const area = make("div");
  box.append(area);
  const draw = () => {
    if (!Array.isArray(slot.get())) slot.set([]);
    const list = slot.get();
    area.replaceChildren();
    list.forEach((_, place) => {
      const own = { get: () => list[place], set: (next) => { list[place] = next; } };
      const item = make("div", { className: "item" });
      const remove = make("button", { type: "button", className: "small", "aria-label": `Remove item ${place}`, onclick: () => { list.splice(place, 1); draw(); } }, "×");
      if (member.simple) {
        item.append(make("div", { className: "field" }, make("label", {}, `[${place}]`), input(member.simple, own, `item ${place}`, member), remove));
      } else {
        item.append(make("small", {}, `[${place}] `), remove);
        if (own.get() === null) item.append(make("p", { className: "facts" }, "null"));
        else content(item, member, own, depth + 1, false);
      }
      area.append(item);
    });
    area.append(make("button", { type: "button", className: "small", onclick: () => { list.push(first({ ...member, repeated: false })); draw(); } }, "+ item"));
  };
  draw();
}

/** Makes a control for a simple value. */
function input(simple, slot, label, member = {}) {
  const value = slot.get();
  if (value !== null && typeof value === "object" && simple.kind !== "list") {
    const box = make("div");
    raw(box, slot);
    return box;
  }
  if (value === null) return make("input", { value: "null", disabled: true, "aria-label": label });
  if (simple.kind === "boolean" || simple.kind === "enum") {
    const select = make("select", { "aria-label": label });
    const values = simple.kind === "boolean" ? ["false", "true"] : simple.values;
    for (const one of values.includes(String(value)) ? values : [String(value), ...values]) {
      select.append(make("option", { value: one, selected: String(value) === one }, one));
    }
    select.addEventListener("change", () => slot.set(simple.kind === "boolean" ? select.value === "true" : select.value));
    return select;
  }
  const text = Array.isArray(value) ? value.join(" ") : String(value);
  const isLong = simple.kind === "text" && (text.length > 80 || text.includes("\n"));
  const control = make(isLong ? "textarea" : "input", {
    "aria-label": label, spellcheck: false, autocomplete: "off", placeholder: simple.example || "",
    type: isLong ? undefined : member.secret ? "password" : "text",
    inputMode: simple.kind === "number" ? "decimal" : undefined,
  });
  control.value = text;
  control.addEventListener("input", () => {
    const given = control.value;
    if (simple.kind === "list") slot.set(given.split(/\s+/).filter(Boolean));
    else if (simple.kind === "number" && /^-?(0|[1-9]\d{0,14})(\.\d{1,10})?$/.test(given) && given.replace(/\D/g, "").length <= 15 && String(Number(given)) === given) slot.set(Number(given));
    else slot.set(given);
  });
  return control;
}

/** Shows a value as JSON text, where a form is not possible. */
function raw(box, slot) {
  const editor = make("textarea", { className: "mono", spellcheck: false, rows: 4, "aria-label": "JSON" });
  editor.value = JSON.stringify(slot.get(), null, 2) || "{}";
  const state = make("small", { className: "bad" });
  editor.addEventListener("input", () => {
    try {
      slot.set(parse(editor.value));
      state.textContent = "";
    } catch (error) {
      state.textContent = `Not JSON: ${error.message}`;
    }
  });
  box.append(editor, state);
}

// ---- Send ----

async function send() {
  if (!current) return;
  const result = byId("result");
  let text;
  try {
    text = documentText();
  } catch (error) {
    result.replaceChildren(problem(`Not JSON: ${error.message}`));
    return;
  }
  const button = byId("send");
  button.disabled = true;
  result.replaceChildren(make("p", {}, "Waiting for the reply …"));
  try {
    showResult(result, await ask("/api/send", { id: current.id, document: text }));
    showHistory();
  } catch (error) {
    result.replaceChildren(problem(error.message));
  } finally {
    button.disabled = false;
  }
}

function showResult(result, answer) {
  if (answer.mistakes) {
    result.replaceChildren(mistakes(answer.mistakes));
    return;
  }
  const isGood = answer.outcome === "reply";
  const titles = { reply: "Reply", fault: "Fault", failure: "No reply" };
  const facts = [answer.status ? `HTTP ${answer.status}` : "", `${answer.milliseconds} ms`, answer.size ? `${answer.size} bytes` : ""].filter(Boolean).join(" · ");
  const views = [];
  if (answer.document) views.push(["tree", "Tree"], ["json", "JSON"]);
  if (answer.xml) views.push(["xml", "XML"]);
  if (answer.rust) views.push(["rust", "Rust"]);
  if (answer.curl) views.push(["curl", "curl"]);
  const area = make("div");
  const show = (view) => {
    if (view === "tree") area.replaceChildren(make("div", { className: "tree" }, tree(null, parse(answer.document), 0)));
    else area.replaceChildren(make("pre", { "data-view": view }, { json: answer.document, xml: answer.xml, rust: answer.rust, curl: answer.curl }[view]));
  };
  result.replaceChildren(
    make("h3", {}, make("span", { className: `status ${isGood ? "good" : "bad"}`, "data-outcome": answer.outcome }, titles[answer.outcome] || answer.outcome), " ", make("small", {}, facts)),
    answer.message ? make("p", { className: "bad" }, answer.message) : "",
    ...(answer.notes || []).map((note) => make("p", { className: "facts" }, note)),
    make("div", { className: "bar" }, views.length ? tabs("result-tabs", views, views[0][0], show) : ""),
    area);
  if (views.length) show(views[0][0]);
}

/** Shows a value as a tree. Deep parts are closed, and made when they are opened. */
function tree(key, value, depth) {
  const label = key === null ? "" : make("span", { className: "key" }, `${key}: `);
  if (value === null || typeof value !== "object") {
    return make("div", {}, label, make("span", { className: value === null ? "null" : "" }, value === null ? "null" : String(value)));
  }
  const entries = Array.isArray(value) ? value.map((item, place) => [`[${place}]`, item]) : Object.entries(value);
  const size = `${entries.length} ${Array.isArray(value) ? "item" : "member"}${entries.length === 1 ? "" : "s"}`;
  const details = make("details", {}, make("summary", {}, label, make("small", {}, size)));
  const fill = () => {
    if (details.dataset.full) return;
    details.dataset.full = "1";
    details.append(...entries.slice(0, 2000).map(([name, item]) => tree(name, item, depth + 1)));
    if (entries.length > 2000) details.append(make("div", {}, "… more are in the JSON"));
  };
  details.addEventListener("toggle", () => { if (details.open) fill(); });
  if (depth < 3) {
    fill();
    details.open = true;
  }
  return details;
}

async function showHistory() {
  const box = byId("history");
  if (!box) return;
  const { entries } = await ask("/api/history");
  if (entries.length === 0) {
    box.replaceChildren();
    return;
  }
  box.replaceChildren(make("h3", {}, "History"), ...entries.map((entry) =>
    make("button", { type: "button", onclick: () => openOperation(entry.operation, entry.document), title: "Open this request again; secrets are not kept" },
      make("span", { className: entry.outcome === "reply" ? "good" : "bad" }, entry.outcome),
      make("span", {}, entry.name),
      make("small", {}, `${entry.milliseconds} ms`))));
}

// ---- Start ----

async function start() {
  const given = location.hash.slice(1);
  // The address must not keep the code or the token.
  history.replaceState(null, "", location.pathname);
  token = sessionStorage.getItem("token") || "";
  if (given) {
    const answer = await ask("/api/session", { code: given });
    token = answer.token;
    sessionStorage.setItem("token", token);
  }
  const begun = performance.now();
  contract = await ask("/api/contract");
  document.title = `${contract.title} – saponify`;
  showList("");
  const count = contract.services.reduce((sum, service) => sum + service.operations.length, 0);
  const number = (count, noun) => `${count} ${noun}${count === 1 ? "" : "s"}`;
  byId("welcome").textContent =
    `${number(count, "operation")} in ${number(contract.services.length, "service")}. Choose one, or search with “/”.`;
  // On a phone, the list is the first thing to see.
  byId("list").classList.add("open");
  byId("menu").setAttribute("aria-expanded", "true");
  document.body.dataset.listed = String(Math.round(performance.now() - begun));
  byId("endpoint").value = contract.endpoint || "";
  byId("settings-state").textContent = contract.credentials || "";
}

byId("search").addEventListener("input", () => { showList(byId("search").value); byId("list").classList.add("open"); });
byId("search").addEventListener("keydown", (event) => {
  const firstButton = byId("list").querySelector("button");
  if (event.key === "ArrowDown" && firstButton) { event.preventDefault(); firstButton.focus(); }
  if (event.key === "Enter" && firstButton) firstButton.click();
});
byId("list").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const all = [...byId("list").querySelectorAll("button")];
  const next = all[all.indexOf(document.activeElement) + step];
  (next || byId("search")).focus();
});
byId("menu").addEventListener("click", () => {
  const isOpen = byId("list").classList.toggle("open");
  byId("menu").setAttribute("aria-expanded", String(isOpen));
});
byId("settings-button").addEventListener("click", () => {
  byId("settings").hidden = !byId("settings").hidden;
  byId("settings-button").setAttribute("aria-expanded", String(!byId("settings").hidden));
});
byId("settings").addEventListener("submit", async (event) => {
  event.preventDefault();
  const [endpoint, user, password, bearer] = ["endpoint", "user", "password", "bearer"].map((id) => byId(id).value);
  try {
    const answer = await ask("/api/settings", { endpoint, user, password, bearer });
    byId("settings-state").textContent = answer.credentials || "applied";
    byId("password").value = byId("bearer").value = "";
  } catch (error) {
    byId("settings-state").textContent = error.message;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); send(); }
  const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName);
  if (event.key === "/" && !isTyping && !event.ctrlKey && !event.altKey) { event.preventDefault(); byId("search").focus(); }
});
start().catch((error) => { byId("welcome").replaceChildren(problem(`${error.message} Open the address that the command printed.`)); });
