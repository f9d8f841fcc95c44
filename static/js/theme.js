// The theme a reader chose, set before the page is painted. Without a choice the system decides.
"use strict";

(() => {
  const KEY = "permille-theme";
  const root = document.documentElement;

  // Storage can be switched off in the browser; then the choice lasts for the page.
  const stored = () => {
    try {
      return localStorage.getItem(KEY) || "";
    } catch {
      return "";
    }
  };
  const store = (theme) => {
    try {
      localStorage.setItem(KEY, theme);
    } catch {
      // Nothing to do: the page already shows it.
    }
  };
  const show = (theme) => {
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
  };

  root.dataset.js = "";
  show(stored());

  document.addEventListener("DOMContentLoaded", () => {
    const buttons = document.querySelectorAll("[data-set-theme]");
    const mark = (theme) => {
      for (const button of buttons) {
        button.setAttribute("aria-pressed", String(button.dataset.setTheme === theme));
      }
    };
    for (const button of buttons) {
      button.addEventListener("click", () => {
        show(button.dataset.setTheme);
        store(button.dataset.setTheme);
        mark(button.dataset.setTheme);
      });
    }
    mark(stored());
  });

  // Paper is white: charts are drawn again in the light colours, then put back.
  let before = "";
  addEventListener("beforeprint", () => {
    before = root.dataset.theme || "";
    show("light");
  });
  addEventListener("afterprint", () => show(before));
})();
