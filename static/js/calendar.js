// Two months in the menu of days: the first click is the first day, the second the last. The days
// stand in the fields From and To, which say the same without this file.
"use strict";

(() => {
  const DAY = 86_400_000;
  const utc = (text) => new Date(`${text}T00:00:00Z`);
  const iso = (day) => day.toISOString().slice(0, 10);
  const month = (day, further = 0) => new Date(Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + further, 1));
  const words = (day, style) => new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...style }).format(day);
  const make = (tag, text, attributes = {}) => {
    const made = document.createElement(tag);
    made.textContent = text;
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    return made;
  };

  const calendar = (box) => {
    const form = box.closest("form");
    const [from, to] = ["from", "to"].map((name) => form.elements[name]);
    const { today, settled } = box.dataset;
    let shown = month(utc(to.value || today), -1);
    let begun = "";

    const cell = (day) => {
      const text = iso(day);
      const settling = text > settled && text < today;
      const button = make("button", day.getUTCDate(), {
        type: "button", "data-day": text, tabindex: text === (begun || to.value) ? 0 : -1,
        "aria-label": words(day, { weekday: "long", day: "numeric", month: "long" }) + (settling ? ", still settling" : ""),
        "aria-pressed": text >= from.value && text <= to.value,
      });
      if (settling) button.className = "calendar__settling";
      if (text >= today) button.className = "calendar__later";
      if (text === from.value || text === to.value) button.classList.add("calendar__end");
      return button;
    };
    const sheet = (first) => {
      const days = make("div", "", { class: "calendar__days" });
      for (const name of ["M", "T", "W", "T", "F", "S", "S"]) days.append(make("span", name, { "aria-hidden": "true" }));
      for (let gap = (first.getUTCDay() + 6) % 7; gap > 0; gap -= 1) days.append(make("span", ""));
      for (let day = first; day < month(first, 1); day = new Date(day.getTime() + DAY)) days.append(cell(day));
      const name = words(first, { month: "long", year: "numeric" });
      const whole = make("div", "", { role: "group", "aria-label": name });
      whole.append(make("p", name, { "aria-hidden": "true" }), days);
      return whole;
    };
    const draw = (focus) => {
      const turn = (step, label, sign) => {
        const button = make("button", sign, { type: "button", "aria-label": label, class: "calendar__turn" });
        button.addEventListener("click", () => { shown = month(shown, step); draw(); });
        return button;
      };
      box.className = "calendar needs-js";
      box.replaceChildren(
        turn(-1, "The month before", "‹"), sheet(shown), sheet(month(shown, 1)), turn(1, "The next month", "›"));
      const cells = [...box.querySelectorAll("[data-day]")];
      if (!cells.some((one) => one.tabIndex === 0)) cells[0].tabIndex = 0;
      if (focus) box.querySelector(`[data-day="${focus}"]`)?.focus();
    };

    box.addEventListener("click", (event) => {
      const day = event.target.dataset.day;
      if (!day) return;
      [from.value, to.value] = begun ? [begun, day].sort() : [day, day];
      begun = begun ? "" : day;
      form.elements.typed.value = "";
      draw(day);
    });
    box.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 }[event.key];
      if (!step || !event.target.dataset.day) return;
      event.preventDefault();
      const day = new Date(utc(event.target.dataset.day).getTime() + step * DAY);
      if (day < shown) shown = month(shown, -1);
      if (day >= month(shown, 2)) shown = month(shown, 1);
      draw(iso(day));
    });
    for (const input of [from, to]) {
      input.addEventListener("change", () => { if (input.value) { shown = month(utc(to.value), -1); draw(); } });
    }
    draw();
  };

  // A menu that nobody opens needs no calendar.
  document.addEventListener("toggle", ({ target }) => {
    const box = target.open && target.querySelector?.("[data-calendar]:empty");
    if (box) calendar(box);
  }, true);
})();
