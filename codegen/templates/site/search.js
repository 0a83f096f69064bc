// Search over the names in `index.js`. Works from `file://`, where pages cannot load other data.
"use strict";
(function () {
  const MAX_RESULTS = 50;
  const root = document.documentElement.dataset.root;
  const input = document.getElementById("search");
  const list = document.getElementById("results");
  const entries = (window.saponifyIndex || []).map(function (entry) {
    const [kind, name, url, rust, summary] = entry;
    return { kind, name, url, rust, summary, key: name.toLowerCase(), rest: (rust + " " + summary).toLowerCase() };
  });
  let selected = -1;

  // Lower is better; `Infinity` if a word does not occur.
  function rank(entry, words) {
    let sum = 0;
    for (const word of words) {
      const at = entry.key.indexOf(word);
      if (at === 0) sum += entry.key.length === word.length ? 0 : 1;
      else if (at > 0) sum += isStart(entry.name, at) ? 2 : 3;
      else if (entry.rest.includes(word)) sum += 5;
      else return Infinity;
    }
    return sum * 1000 + Math.min(entry.key.length, 999);
  }

  // Whether a word begins at this letter of a name such as `GetUserById`.
  function isStart(name, at) {
    const letter = name[at];
    return letter !== letter.toLowerCase() || !/[a-z0-9]/i.test(name[at - 1]);
  }

  function find(text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    if (words.length === 0) return [];
    const found = [];
    for (const entry of entries) {
      const value = rank(entry, words);
      if (value < Infinity) found.push([value, entry]);
    }
    found.sort((a, b) => a[0] - b[0] || (a[1].key < b[1].key ? -1 : 1));
    return found.map((pair) => pair[1]);
  }

  function element(name, text) {
    const created = document.createElement(name);
    created.textContent = text;
    return created;
  }

  function show() {
    const found = find(input.value);
    list.replaceChildren();
    selected = -1;
    found.slice(0, MAX_RESULTS).forEach(function (entry, place) {
      const item = document.createElement("li");
      item.id = "result-" + place;
      item.setAttribute("role", "option");
      const link = element("a", entry.name + " ");
      link.href = root + entry.url;
      link.tabIndex = -1;
      link.append(element("small", entry.kind), element("small", entry.summary || entry.rust));
      item.append(link);
      list.append(item);
    });
    if (found.length > MAX_RESULTS) none(found.length - MAX_RESULTS + " more");
    if (found.length === 0 && input.value.trim() !== "") none("nothing found");
    open(list.children.length > 0);
    if (found.length > 0) select(0);
  }

  function none(text) {
    const item = element("li", text);
    item.className = "none";
    list.append(item);
  }

  function open(is) {
    list.hidden = !is;
    input.setAttribute("aria-expanded", String(is));
    if (!is) input.removeAttribute("aria-activedescendant");
  }

  function select(place) {
    const items = list.querySelectorAll("[role=option]");
    if (items.length === 0) return;
    if (items[selected]) items[selected].setAttribute("aria-selected", "false");
    selected = (place + items.length) % items.length;
    items[selected].setAttribute("aria-selected", "true");
    items[selected].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", items[selected].id);
  }

  input.addEventListener("input", show);
  input.addEventListener("focus", function () {
    if (input.value !== "") show();
  });
  input.addEventListener("keydown", function (event) {
    if (event.key === "ArrowDown") select(selected + 1);
    else if (event.key === "ArrowUp") select(selected - 1);
    else if (event.key === "Escape") {
      open(false);
      input.blur();
      return;
    } else if (event.key === "Enter") {
      const item = list.querySelectorAll("[role=option]")[selected];
      if (item && !list.hidden) item.firstElementChild.click();
    } else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", function (event) {
    const isTyping = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
      input.select();
    }
  });
  document.addEventListener("click", function (event) {
    if (!event.target.closest(".search")) open(false);
  });
  // `index.html?search=GetUser` shows the results at once.
  const asked = new URLSearchParams(location.search).get("search");
  if (asked) {
    input.value = asked;
    show();
  }
})();
