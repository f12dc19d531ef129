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
    // on a narrow screen the picture keeps a size at which it can be read, and scrolls in a box of its own
    const picture = holder.querySelector(".picture");
    const box = Object.assign(document.createElement("div"), { className: "scroll paper" });
    picture.replaceWith(box);
    box.append(picture);
    const watcher = new MutationObserver(() => {
      if (dials.hidden) return;
      watcher.disconnect();
      holder.closest("figure").classList.add("live");
      widths.observe(box);
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
  const KINDS = { formula: "Formula", paper: "Picture" };
  const widths = new ResizeObserver((entries) => entries.forEach(({ target }) => furnish(target)));
  function furnish(box) {
    const wide = box.scrollWidth > box.clientWidth + 1;
    if (wide === box.hasAttribute("tabindex")) return;
    if (wide) {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      const kind = ["formula", "paper"].find((name) => box.classList.contains(name));
      box.setAttribute("aria-label", `${KINDS[kind] ?? "Table"}, wider than the page`);
    } else for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
  }
  // a formula within a line cannot be broken: one that is too wide gets a line of its own
  for (const formula of document.querySelectorAll("main math:not([display=block])")) {
    const room = formula.closest("p, li, td, div, figcaption, h2, h3");
    if (formula.closest(".scroll") || formula.getBoundingClientRect().width <= room.clientWidth) continue;
    const box = document.createElement("span");
    box.className = "scroll formula";
    const whole = formula.closest(".unbroken") ?? formula; // with the stop after it
    whole.replaceWith(box);
    box.append(whole);
  }
  document.querySelectorAll(".scroll").forEach((box) => widths.observe(box));

  // -- a guess is kept in this browser, and named where the answer stands; nothing waits for it
  function tellGuess(number, guess) {
    for (const told of document.querySelectorAll(`.told[data-prediction="${number}"]`)) {
      const first = told.querySelector("strong");
      first.dataset.plain ??= first.textContent;
      const right = JSON.parse(told.dataset.right).includes(guess.toLowerCase().replace(/\.$/, ""));
      first.textContent = guess ? `You said “${guess}”${right ? ", and so it is" : ""}.` : first.dataset.plain;
    }
  }
  for (const form of document.querySelectorAll("form.guess")) {
    const number = form.dataset.prediction;
    const [field, status] = [form.elements[`guess-${number}`], form.querySelector("[role=status]")];
    form.hidden = false;
    try {
      field.value = localStorage.getItem(field[0]?.name ?? field.name) ?? "";
    } catch {
      // a browser that keeps nothing: the guess holds for this page
    }
    tellGuess(number, field.value);
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("change", () => {
      const guess = field.value.trim();
      status.textContent = guess ? "Your guess is kept. Now play; what is so comes after that." : "";
      tellGuess(number, guess);
      try {
        localStorage.setItem(field[0]?.name ?? field.name, guess);
      } catch {
        // as above
      }
    });
  }

  // -- every part can be linked to: its number leads to itself
  for (const heading of document.querySelectorAll("main :is(h2, h3)[id], .exercise[id] > h3")) {
    const id = heading.closest(".exercise")?.id ?? heading.id;
    const link = Object.assign(document.createElement("a"), { className: "here", href: `#${id}`, tabIndex: -1 });
    link.setAttribute("aria-hidden", "true"); // for the table of contents says the same
    heading.append(" ", link);
  }

  // -- beside the lesson there is room for its contents; above it they are folded
  const contents = document.querySelector(".contents details");
  window.matchMedia("(min-width: 1260px)").addEventListener("change", ({ matches }) => contents?.toggleAttribute("open", matches));

  // -- a jump ends where it was meant to, though recordings on its way make the page longer
  let aim = null;
  const aimAt = (hash) => (aim = document.getElementById(decodeURIComponent(hash.slice(1))));
  for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) window.addEventListener(kind, () => (aim = null), { passive: true });
  document.addEventListener("click", ({ target }) => {
    const link = target.closest("a[href^='#']");
    if (link) aimAt(link.hash);
  });
  // who comes back is where they were
  if (performance.getEntriesByType("navigation")[0]?.type === "navigate") aimAt(location.hash);
  new ResizeObserver(() => aim?.scrollIntoView({ behavior: "instant" })).observe(document.querySelector("main"));

  // -- paper has no "near": every still must be there
  window.addEventListener("beforeprint", () => {
    for (const image of document.querySelectorAll("img[loading=lazy]")) image.loading = "eager";
  });
})();
