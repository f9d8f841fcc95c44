// What keys do on every page: search, ranges, rows of the table, export, the list of all keys.
"use strict";

(() => {
  const palette = document.getElementById("palette");
  const keys = document.getElementById("keys");
  if (!palette) return;
  const input = palette.querySelector("input");
  const lines = () => [...palette.querySelectorAll("[data-found]")];
  const chosen = () => palette.querySelector("[data-found][data-chosen]") || lines()[0];
  const choose = (line) => {
    for (const one of lines()) one.removeAttribute("data-chosen");
    line?.setAttribute("data-chosen", "");
    line?.scrollIntoView({ block: "nearest" });
  };
  const open = () => {
    palette.showModal();
    input.select();
    htmx.trigger(input, "permille:open");
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-palette]") && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      open();
    }
    if (event.target === palette || event.target === keys) event.target.close();
  });
  palette.addEventListener("keydown", (event) => {
    const found = lines();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) {
      event.preventDefault();
      choose(found[(found.indexOf(chosen()) + step + found.length) % found.length]);
    }
    if (event.key === "Enter" && event.target === input) {
      event.preventDefault();
      const line = chosen();
      if (!line) return;
      if (event.ctrlKey || event.metaKey) window.open(line.href);
      else line.click();
    }
  });
  palette.addEventListener("htmx:afterSwap", () => choose(lines()[0]));

  // A row is walked to with j and k, and opened with Enter: the link of its name has the focus.
  const rows = () => [...document.querySelectorAll("main tbody tr a[data-drill], main article a[data-drill]")]
    .filter((link) => link.checkVisibility());
  const walk = (step) => {
    const links = rows();
    const here = links.indexOf(document.activeElement);
    const next = links[here === -1 ? (step > 0 ? 0 : links.length - 1) : here + step];
    next?.focus();
    next?.scrollIntoView({ block: "center" });
  };
  const range = (place) => document.querySelectorAll(".filters > .segments a")[place - 1]?.click();
  const acts = {
    "/": open,
    "?": () => keys.showModal(),
    j: () => walk(1),
    k: () => walk(-1),
    e: () => document.querySelector(".exports a[href*='xlsx']")?.click(),
    1: () => range(1), 2: () => range(2), 3: () => range(3), 4: () => range(4),
  };
  document.addEventListener("keydown", (event) => {
    const writing = event.target.closest("input, select, textarea, [contenteditable], dialog[open]");
    if (event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      if (!palette.open) open();
    } else if (!writing && !event.ctrlKey && !event.metaKey && !event.altKey && acts[event.key]) {
      event.preventDefault();
      acts[event.key]();
    }
  });
})();
