// What every page does by itself: light or dark, recordings that come when they are near, boxes that can be scrolled.
(() => {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");

  // -- light and dark: the system decides until the reader does
  const button = document.getElementById("theme");
  const isDark = () => (root.dataset.theme ? root.dataset.theme === "dark" : dark.matches);
  const tell = () => button.setAttribute("aria-pressed", String(isDark()));
  button.hidden = false;
  button.addEventListener("click", () => {
    const chosen = isDark() ? "light" : "dark";
    // choosing what the system has is following it again
    const follows = (chosen === "dark") === dark.matches;
    if (follows) delete root.dataset.theme;
    else root.dataset.theme = chosen;
    try {
      if (follows) localStorage.removeItem("hesskit-theme");
      else localStorage.setItem("hesskit-theme", chosen);
    } catch {
      // a browser that keeps nothing: the choice holds for this page
    }
    tell();
  });
  dark.addEventListener("change", tell);
  tell();

  // -- recordings: the still stays until its recording can be played
  function exchange(holder) {
    const dials = holder.querySelector(".dials");
    const watcher = new MutationObserver(() => {
      if (dials.hidden) return;
      watcher.disconnect();
      // what stays where it is in the whole recording is not offered to the hand
      const handles = holder.querySelectorAll(".handle");
      for (const number of holder.dataset.fixed.split(" ").filter(Boolean)) {
        handles[number].classList.add("fixed");
        handles[number].tabIndex = -1;
        handles[number].setAttribute("aria-hidden", "true");
      }
      holder.closest("figure").classList.add("live");
    });
    watcher.observe(dials, { attributes: true, attributeFilter: ["hidden"] });
  }
  function fetchRecording(holder) {
    const script = document.createElement("script");
    script.src = holder.dataset.script;
    script.addEventListener("load", () => {
      window.hesskit.show(holder);
      exchange(holder);
      script.remove();
    });
    document.head.append(script);
  }
  const holders = document.querySelectorAll(".stage-holder");
  if (holders.length && "DecompressionStream" in window) {
    const near = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          if (!isIntersecting) continue;
          near.unobserve(target);
          fetchRecording(target.querySelector(".stage-holder"));
        }
      },
      { rootMargin: "500px 0px" },
    );
    const begin = () => holders.forEach((holder) => near.observe(holder.closest("figure")));
    // words and stills come first
    if (document.readyState === "complete") begin();
    else window.addEventListener("load", begin, { once: true });
  }

  // -- what is wider than the page scrolls in its own box, by the keyboard too
  function furnish(box) {
    const wide = box.scrollWidth > box.clientWidth + 1;
    if (wide === box.hasAttribute("tabindex")) return;
    if (wide) {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", box.classList.contains("formula") ? "Formula, wider than the page" : "Table, wider than the page");
    } else for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
  }
  // a formula within a line cannot be broken: one that is too wide gets a line of its own
  for (const formula of document.querySelectorAll("main math:not([display=block])")) {
    const room = formula.closest("p, li, td, div, figcaption, h2, h3");
    if (formula.closest(".scroll") || formula.getBoundingClientRect().width <= room.clientWidth) continue;
    const box = document.createElement("span");
    box.className = "scroll formula";
    formula.replaceWith(box);
    box.append(formula);
  }
  const widths = new ResizeObserver((entries) => entries.forEach(({ target }) => furnish(target)));
  document.querySelectorAll(".scroll").forEach((box) => widths.observe(box));

  // -- paper has no "near": every still must be there
  window.addEventListener("beforeprint", () => {
    for (const image of document.querySelectorAll("img[loading=lazy]")) image.loading = "eager";
  });
})();
