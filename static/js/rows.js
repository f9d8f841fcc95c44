// A row of a table leads where its name leads. Comfort only: the name is a link without it.
"use strict";

document.addEventListener("click", (event) => {
  const row = event.target.closest("tbody tr");
  if (!row || event.target.closest("a, button, input, label, summary")) return;
  if (!getSelection().isCollapsed) return;
  row.querySelector("a[data-drill]")?.click();
});

// Long names, intervals and small lines tell all of themselves while the pointer or focus is on them.
(() => {
  const tip = document.createElement("div");
  tip.className = "tip";
  tip.hidden = true;
  tip.setAttribute("role", "tooltip");
  const told = (target) => target.closest?.("[data-tip]") || target.querySelector?.(":scope > [data-tip]");
  const show = ({ target }) => {
    const of = told(target);
    tip.hidden = !of;
    if (!of) return;
    if (!tip.isConnected) document.body.append(tip);
    tip.textContent = of.dataset.tip || of.getAttribute("aria-label");
    const at = of.getBoundingClientRect();
    const left = Math.min(at.left, innerWidth - tip.offsetWidth - 8);
    const below = at.bottom + 6 + tip.offsetHeight < innerHeight;
    tip.style.left = `${Math.max(8, left)}px`;
    tip.style.top = `${below ? at.bottom + 6 : at.top - tip.offsetHeight - 6}px`;
  };
  const hide = () => { tip.hidden = true; };
  document.addEventListener("mouseover", show);
  document.addEventListener("focusin", show);
  document.addEventListener("focusout", hide);
  document.addEventListener("scroll", hide, true);
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") hide(); });
})();

// The second column that stays begins where the first one ends.
(() => {
  const measure = () => {
    for (const table of document.querySelectorAll(".table--cards")) {
      const first = table.querySelector("thead th");
      if (first) table.style.setProperty("--first", `${first.offsetWidth}px`);
    }
  };
  addEventListener("resize", measure);
  document.addEventListener("DOMContentLoaded", measure);
  document.addEventListener("permille:shown", measure);
})();
