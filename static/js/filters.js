// The filter bar without its Apply buttons: a pill that was changed is applied when it closes.
// Everything here is comfort. Without it the pills open, the buttons apply, the address holds all.
"use strict";

(() => {
  const close = (details) => {
    details.open = false;
  };

  // Menus and pills close on Escape, with the focus back on what opened them, and on a click beside.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const details = event.target.closest("details[data-closes][open]");
    if (!details) return;
    close(details);
    details.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    for (const details of document.querySelectorAll("details[data-closes][open]")) {
      if (!details.contains(event.target)) close(details);
    }
  });

  const bind = (form) => {
    const state = (pill) => JSON.stringify([...pill.querySelectorAll("input[name]")].map(
      (input) => (["checkbox", "radio"].includes(input.type) ? input.checked : input.value)));

    for (const pill of form.querySelectorAll("details")) {
      const asLoaded = state(pill);
      pill.addEventListener("toggle", () => {
        if (!pill.open && state(pill) !== asLoaded) form.requestSubmit();
      });
    }

    // Who sets a day of the range to compare with, means that range.
    for (const name of ["compare_from", "compare_to"]) {
      form.elements[name]?.addEventListener("change", () => {
        form.querySelector("input[name=compare][value=range]").checked = true;
      });
    }

    // Short addresses: nothing empty, and no dates unless somebody chose them. A page of "the last
    // 14 days" is still that tomorrow; who sets a date, means that range.
    form.addEventListener("formdata", ({ formData }) => {
      if (formData.get("compare") !== "range") {
        ["compare_from", "compare_to"].forEach((name) => formData.delete(name));
      }
      const dates = ["from", "to"].map((name) => form.elements[name]);
      const untouched = dates.every((input) => input.value === input.defaultValue);
      const typed = (formData.get("typed") || "").trim() !== "";
      if (typed) formData.delete("days");
      if (typed || (untouched && !("ownDays" in form.dataset))) dates.forEach((input) => formData.delete(input.name));
      else formData.delete("days");
      formData.delete("shown");
      if (formData.get("days") === "28") formData.delete("days");
      if (formData.get("compare") === "previous") formData.delete("compare");
      for (const name of new Set(formData.keys())) {
        const filled = formData.getAll(name).filter((value) => value !== "");
        formData.delete(name);
        filled.forEach((value) => formData.append(name, value));
      }
    });

    form.addEventListener("click", ({ target }) => {
      if (!target.matches("[data-only]")) return;
      const row = target.closest(".choice");
      for (const input of row.parentElement.querySelectorAll("input")) input.checked = false;
      row.querySelector("input").checked = true;
      row.closest("details").open = false;
    });
    // In or out, not both.
    form.addEventListener("change", ({ target }) => {
      const row = target.checked && target.closest(".choice");
      for (const other of row ? row.querySelectorAll("input") : []) other.checked = other === target;
    });
    form.addEventListener("input", ({ target }) => {
      if (!target.matches("[data-find]")) return;
      const wanted = target.value.trim().toLowerCase();
      for (const row of target.parentElement.querySelectorAll(".choice")) {
        row.hidden = !row.querySelector("label").textContent.toLowerCase().includes(wanted);
      }
    });
    form.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.target.matches("[data-find]")) return;
      event.preventDefault();
      const first = event.target.parentElement.querySelector(".choice:not([hidden]) input");
      if (event.target.value && first) first.click();
    });
  };

  const bindAll = () => document.querySelectorAll("form[data-filters]").forEach(bind);
  bindAll();
  document.addEventListener("permille:shown", bindAll);
})();
