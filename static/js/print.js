// A button that prints the page, and charts as wide as paper while it is printed. Without script
// the browser's own menu prints, and charts are made smaller as pictures.
"use strict";

(() => {
  const PAPER = 1040; // px between the margins of A4 across

  const charts = () => Object.values(window.Chart?.instances ?? {});

  for (const button of document.querySelectorAll("[data-print]")) {
    button.addEventListener("click", () => window.print());
  }

  // After theme.js, so that what is fitted is drawn in the light colours already.
  addEventListener("beforeprint", () => {
    const part = PAPER / document.getElementById("content").clientWidth;
    if (part >= 1) return;
    for (const chart of charts()) chart.resize(Math.floor(chart.width * part), chart.height);
  });
  addEventListener("afterprint", () => charts().forEach((chart) => chart.resize()));
})();
