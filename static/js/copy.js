// Buttons that copy a link: the one that they name, else that of the page.
"use strict";

(() => {
  const SAID = 2000; // ms for which a button says that it copied
  const copied = async (text) => {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    // Without TLS browsers have no clipboard; what is selected can still be copied.
    const field = document.createElement("textarea");
    field.value = text;
    (document.querySelector("dialog[open]") || document.body).append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    if (!done) throw new Error("not copied");
  };
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("role", "status");

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button || button.dataset.was) return;
    document.body.append(status);
    button.dataset.was = button.textContent;
    try {
      await copied(button.dataset.copy || location.href);
      button.textContent = "Copied";
      status.textContent = "Link copied";
    } catch {
      button.textContent = "Not copied: take it from the address bar";
    }
    setTimeout(() => {
      button.textContent = button.dataset.was;
      status.textContent = "";
      delete button.dataset.was;
    }, SAID);
  });
})();
