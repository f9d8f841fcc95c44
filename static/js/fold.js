// On a phone a row or a card is folded to its first lines; a button shows the rest of it. Without it
// everything is shown. Tables that the server sends anew get their buttons again.
"use strict";

(() => {
  const ROWS =
    ".table--folds tbody tr:not(.row--total), .table--opens tbody tr, .table--decide tbody tr, " +
    ".by-hand__row--fixed, .method__part, .creative";
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
      row.querySelector(".creative__ipm, .name, .by-hand__name, .card__head")?.append(made(name));
    }
  };
  document.addEventListener("click", ({ target }) => {
    const button = target.closest(".fold-more");
    if (button) say(button, button.closest(ROWS).classList.toggle("is-open"));
  });
  fold();
  new MutationObserver(fold).observe(document.body, { childList: true, subtree: true });
})();
