// The levers of the planner: a slider and its number move together, and the answers of the server
// take the place of the old ones. Without it the button asks for the page. Nothing is computed here.
"use strict";

(() => {
  const PAUSE = 250; // ms without a change before the server is asked
  let waiting;
  let latest = 0;

  const ask = async (form) => {
    const fields = new FormData(form);
    for (const [name, value] of [...fields]) if (value === "") fields.delete(name);
    const address = `${location.pathname}?${new URLSearchParams(fields)}`;
    const mine = ++latest;
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok) return form.submit();
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== latest) return undefined;
    for (const old of document.querySelectorAll("[data-answer]")) {
      const fresh = page.getElementById(old.id);
      if (fresh) old.replaceWith(fresh);
    }
    history.replaceState(null, "", address);
    return undefined;
  };

  document.addEventListener("input", ({ target }) => {
    const form = target.closest("form[data-levers]");
    if (!form) return;
    if (target.type === "range") {
      document.getElementById(target.dataset.for).value = target.value;
    } else {
      const slider = form.querySelector(`[data-for="${target.id}"]`);
      if (slider) slider.value = target.value;
    }
    clearTimeout(waiting);
    if (form.checkValidity()) waiting = setTimeout(ask, PAUSE, form);
  });
})();
