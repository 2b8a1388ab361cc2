// Everything works without this file. It opens a cited provision beside the sentence
// that relies on it, and gives lists their keys.
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

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input, select, textarea")) return;
  const links = [...document.querySelectorAll("[data-keys] a.row-link")];
  const step = { j: 1, k: -1 }[event.key];
  if (!step || !links.length) return;
  const here = links.indexOf(document.activeElement);
  const next = here < 0 ? 0 : Math.min(links.length - 1, Math.max(0, here + step));
  links[next].focus();
});

window.addEventListener("beforeprint", () => {
  for (const folded of document.querySelectorAll("details:not(.again)")) folded.open = true;
});
