// Everything works without this file. It opens a cited provision beside the sentence
// that relies on it, gives lists and reviews their keys, and shows the steps of an answer
// as it comes.
"use strict";

const wide = window.matchMedia("(min-width: 1100px)");

function provisionOf(link) {
  const hash = link.getAttribute("href") || "";
  return hash.startsWith("#law-") ? document.getElementById(hash.slice(1)) : null;
}

function showBeside(link, provision) {
  for (const open of document.querySelectorAll(".is-open")) open.classList.remove("is-open");
  link.classList.add("is-open");
  provision.classList.add("is-open");
  const column = provision.closest(".law");
  const from = column.getBoundingClientRect().top;
  column.scrollBy({ top: provision.getBoundingClientRect().top - from - 12 });
  provision.focus({ preventScroll: true });
}

function showBelow(provision) {
  const drawer = document.createElement("dialog");
  drawer.className = "drawer";
  drawer.setAttribute("aria-label", provision.querySelector("h3").textContent);
  const close = document.createElement("button");
  close.className = "quiet close";
  close.textContent = "Close";
  close.addEventListener("click", () => drawer.close());
  const copy = provision.cloneNode(true);
  copy.removeAttribute("id");
  copy.classList.remove("is-open");
  drawer.append(close, copy);
  drawer.addEventListener("click", (event) => event.target === drawer && drawer.close());
  drawer.addEventListener("close", () => drawer.remove());
  document.body.append(drawer);
  drawer.showModal();
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const link = event.target.closest("a.cite");
  const provision = link && provisionOf(link);
  if (!provision) return;
  event.preventDefault();
  if (wide.matches) showBeside(link, provision);
  else showBelow(provision);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const link = document.querySelector("a.cite.is-open");
  if (!link || !wide.matches) return;
  for (const open of document.querySelectorAll(".is-open")) open.classList.remove("is-open");
  link.focus();
});

// Keys of one letter. Whoever dictates, or uses such keys for something else, turns them off.

const OFF = "advisor-keys-off";
let keysOff = false;
try {
  keysOff = localStorage.getItem(OFF) === "yes";
} catch {
  // Without a place to remember it, keys are on at each visit.
}

function stepThrough(links, step) {
  const here = links.indexOf(document.activeElement);
  const next = here < 0 ? 0 : Math.min(links.length - 1, Math.max(0, here + step));
  links[next].focus();
}

function actOn(target) {
  if (!target.matches("summary")) {
    target.scrollIntoView({ block: "center", behavior: "instant" });
    target.focus();
    return;
  }
  const folded = target.parentElement;
  folded.open = true;
  folded.scrollIntoView({ block: "center", behavior: "instant" });
  folded.querySelector("input:not([type=hidden]), textarea").focus();
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.matches("textarea")) {
    event.target.form.requestSubmit();
    return;
  }
  if (keysOff || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, select, textarea") || document.querySelector("dialog[open]")) return;
  const links = [...document.querySelectorAll("[data-keys] a.row-link")];
  const step = { j: 1, k: -1 }[event.key];
  if (links.length && step) stepThrough(links, step);
  else if (links.length && event.key === "o") links.includes(document.activeElement) && document.activeElement.click();
  else if (step) document.querySelector(step > 0 ? "link[rel=next]" : "link[rel=prev]") && location.assign(document.querySelector(step > 0 ? "link[rel=next]" : "link[rel=prev]").href);
  else {
    const target = /^[a-z]$/.test(event.key) && document.querySelector(`[data-key="${event.key}"]`);
    if (!target) return;
    event.preventDefault();
    actOn(target);
  }
});

const helped = document.querySelector(".key-help");
if (helped) {
  const turn = document.createElement("button");
  turn.type = "button";
  turn.className = "link";
  const say = () => (turn.textContent = keysOff ? "Turn keys on" : "Turn keys off");
  turn.addEventListener("click", () => {
    keysOff = !keysOff;
    try {
      localStorage.setItem(OFF, keysOff ? "yes" : "no");
    } catch {
      // As above.
    }
    say();
  });
  say();
  helped.append(" ", turn);
}

// A link to a field in a folded part unfolds it and goes into the field.

function unfold() {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const folded = target && target.closest("details");
  if (!folded) return;
  folded.open = true;
  target.scrollIntoView({ block: "center", behavior: "instant" });
  target.focus({ preventScroll: true });
}

window.addEventListener("hashchange", unfold);
unfold();

window.addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details:not(.again)")) folded.open = true;
});

// The steps of an answer. Where anything is amiss, the form is sent as if this were not here.

function* eventsIn(text) {
  for (const block of text.replaceAll("\r\n", "\n").split("\n\n")) {
    const lines = block.split("\n").map((line) => line.match(/^(event|data): ?(.*)$/));
    const name = lines.find((found) => found && found[1] === "event");
    const data = lines.filter((found) => found && found[1] === "data").map((found) => found[2]);
    if (name) yield { name: name[2], data: data.join("\n") };
  }
}

function stepList(form) {
  let list = form.querySelector("ol.steps");
  if (!list) {
    list = document.createElement("ol");
    list.className = "steps";
    list.setAttribute("aria-live", "polite");
    list.setAttribute("aria-label", "Steps of the answer");
    form.append(list);
  }
  list.replaceChildren();
  return list;
}

async function askLive(form) {
  const list = stepList(form);
  // `form.action` would be the field of that name.
  const answer = await fetch(form.getAttribute("action"), {
    method: "POST",
    body: new URLSearchParams(new FormData(form)),
    headers: { Accept: "text/event-stream" },
  });
  if (!answer.ok || !answer.headers.get("content-type").startsWith("text/event-stream")) {
    return null;
  }
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  let opinion = null;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += part.value;
    const end = Math.max(text.lastIndexOf("\n\n"), text.lastIndexOf("\r\n\r\n"));
    if (end < 0) continue;
    for (const one of eventsIn(text.slice(0, end))) {
      if (one.name === "opinion") opinion = one.data;
      if (one.name !== "step") continue;
      const step = JSON.parse(one.data);
      const item = document.createElement("li");
      item.textContent = `${step.step}: ${step.text}`;
      list.append(item);
    }
    text = text.slice(end);
  }
  return opinion;
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("form.ask") || !window.TextDecoderStream) return;
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const opinion = await askLive(form);
    if (opinion) window.location.assign(opinion);
    else form.submit();
  } catch {
    form.submit();
  } finally {
    button.disabled = false;
  }
});
