// A row of a table leads where its name leads. Comfort only: the name is a link without it.
"use strict";

document.addEventListener("click", (event) => {
  const row = event.target.closest("tbody tr");
  if (!row || event.target.closest("a, button, input, label, summary")) return;
  if (!getSelection().isCollapsed) return;
  row.querySelector("a[data-drill]")?.click();
});
