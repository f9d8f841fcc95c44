// A message with Undo goes after ten seconds, unless the pointer or the focus is on it.
"use strict";

(() => {
  const STAYS = 10000; // ms
  const begin = () => {
    for (const note of document.querySelectorAll("[data-fades]:not([data-fading])")) {
      note.setAttribute("data-fading", "");
      const go = () => {
        if (note.matches(":hover, :focus-within")) setTimeout(go, STAYS);
        else note.remove();
      };
      setTimeout(go, STAYS);
    }
  };
  document.addEventListener("permille:shown", begin);
  begin();
})();
