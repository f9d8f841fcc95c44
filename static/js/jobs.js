// Follows an import in the background: asks for its page anew until it is over. Without this
// script the page has a link that reloads it.
"use strict";

(() => {
  const EVERY = 2000; // ms

  const follow = async () => {
    const shown = document.querySelector('[data-job="open"]');
    if (!shown) return;
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const now = page.querySelector("[data-job]");
        if (now?.dataset.job === "over") return location.reload(); // what it asks stands below
        if (now) shown.replaceWith(now);
      }
    } catch {
      // The network is away for a moment; the next question may be answered.
    }
    setTimeout(follow, EVERY);
  };

  setTimeout(follow, EVERY);
})();
