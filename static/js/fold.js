// On a phone a row or a card is folded to its first lines; a button shows the rest of it. Without it
// everything is shown. Tables that the server sends anew get their buttons again.
"use strict";

(() => {
  const ROWS =
    ".table--folds tbody tr:not(.row--total), .table--opens tbody tr, .table--decide tbody tr, " +
    ".by-hand__row--fixed, .part-folds, .creative, .thing:not(.thing--first)";
  const say = (button, open) => {
    button.firstChild.textContent = open ? "Less" : "More";
    button.setAttribute("aria-expanded", String(open));
  };
  const made = (name) => {
    const button = document.createElement("button");
    const of = document.createElement("span");
    button.type = "button";
    button.className = "fold-more";
    of.className = "visually-hidden";
    of.textContent = ` of ${name}`;
    button.append("More", of);
    say(button, false);
    return button;
  };
  const fold = () => {
    for (const row of document.querySelectorAll(ROWS)) {
      if (row.querySelector(".fold-more")) continue;
      const said = row.querySelector(".name b, .by-hand__name, h2, h3") || row.querySelector(".name");
      const name = said?.textContent.trim() || "";
      row.querySelector(".creative__ipm, .name, .by-hand__name, .card__head, .thing__words")?.append(made(name));
    }
  };
  document.addEventListener("click", ({ target }) => {
    const button = target.closest(".fold-more");
    if (button) say(button, button.closest(ROWS).classList.toggle("is-open"));
  });
  fold();
  new MutationObserver(fold).observe(document.body, { childList: true, subtree: true });
})();

// A long table shows its first rows, and a button all of them: fewer on a phone, and on a wide screen
// only where the table does not scroll in a frame of its own. On paper all show.
(() => {
  const PHONE = 10, WIDE = 20, LEAST = 5;
  const long = () => {
    for (const body of document.querySelectorAll("main table.table > tbody:not([data-rows])")) {
      const frame = body.closest(".scroll") || body.parentElement;
      const rows = [...body.rows].filter((row) => !row.matches(".row--total"));
      body.dataset.rows = rows.length;
      if (rows.length < PHONE + LEAST || body.closest("form, details:not(.fold)")) continue;
      const framed = frame.matches(".scroll--long") || rows.length < WIDE + LEAST;
      rows.slice(PHONE).forEach((row, place) => {
        row.classList.add(framed || place < WIDE - PHONE ? "is-late" : "is-later");
      });
      if (body.querySelector(":target")) continue;
      body.classList.add("is-cut");
      const button = document.createElement("button");
      button.type = "button";
      button.className = framed ? "button show-all show-all--phone" : "button show-all";
      button.setAttribute("aria-expanded", "false");
      button.textContent = `Show all ${rows.length} rows`;
      button.addEventListener("click", () => {
        const hidden = rows.find((row) => !row.checkVisibility());
        body.classList.remove("is-cut");
        button.remove();
        hidden?.querySelector("a, button")?.focus();
      });
      frame.after(button);
    }
  };
  long();
  document.addEventListener("permille:shown", long);
})();
