// A template is tried while it is written: the page is asked again and what it reads is replaced.
"use strict";

(() => {
  const form = document.querySelector("[data-tries]");
  let waiting, last;

  const show = (text) => {
    const found = new DOMParser().parseFromString(text, "text/html");
    for (const part of [".headline", "#template-error", "#rule-fields", "#build", ".names__side"]) {
      const now = document.querySelector(part), then = found.querySelector(part);
      if (now && then && !now.contains(document.activeElement)) now.replaceWith(then);
    }
    const read = document.getElementById("read-title"), other = found.getElementById("read-title");
    if (read && other) read.closest("section").replaceWith(other.closest("section"));
  };

  const ask = async () => {
    const asked = new URLSearchParams(new FormData(form));
    const address = `${form.action}?${asked}`;
    if (address === last) return;
    last = address;
    const answer = await fetch(address, { credentials: "same-origin" });
    if (answer.ok && address === last) show(await answer.text());
  };

  form?.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 350);
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copies]");
    if (!button) return;
    navigator.clipboard?.writeText(document.getElementById(button.dataset.copies).textContent);
    button.textContent = "Copied";
  });
})();
