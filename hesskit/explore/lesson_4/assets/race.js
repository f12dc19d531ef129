// What stands round the picture of a race: the scenarios as cards, the methods as chips, and the folded table.
let count = 0;

// a line as it is drawn in the picture: its colour on both papers, its dash and its marker
const MARKERS = [
  "M21 6a3 3 0 1 0-6 0a3 3 0 1 0 6 0z",
  "M15 3h6v6h-6z",
  "M18 2l4 7h-8z",
  "M18 1.5l4.5 4.5l-4.5 4.5l-4.5-4.5z",
];
function sample(parent, { light, dark }, slot, dash) {
  const box = make(parent, "span", { class: "sample", "aria-hidden": "true", style: `--light:${light};--dark:${dark}` });
  const shape = slot === null ? "" : `<path d="${MARKERS[slot]}" class="mark"/>`;
  box.innerHTML = `<svg width="36" height="12" viewBox="0 0 36 12"><path d="M1 6H35" stroke-dasharray="${dash}"/>${shape}</svg>`;
}

function renderCards({ model, el }) {
  el.classList.add("hesskit-cards");
  el.setAttribute("role", "group");
  el.setAttribute("aria-label", "scenarios");
  const cards = model.get("cards").map(({ name, says, colours }) => {
    const card = make(el, "button", { type: "button", "aria-label": name });
    count += 1;
    make(card, "span", { class: "name" }, name);
    make(card, "span", { class: "says", id: `hesskit-card-${count}` }, says);
    card.setAttribute("aria-describedby", `hesskit-card-${count}`);
    const edge = make(card, "span", { class: "edge", "aria-hidden": "true" });
    for (const { light, dark } of colours) make(edge, "i", { style: `--light:${light};--dark:${dark}` });
    card.addEventListener("click", () => model.send({ choose: name }));
    return [name, card];
  });
  function show() {
    for (const [name, card] of cards) card.setAttribute("aria-pressed", String(name === model.get("chosen")));
  }
  model.on("change:chosen", show);
  show();
  return () => model.off("change:chosen", show);
}

function renderChips({ model, el }) {
  el.classList.add("hesskit-chips");
  el.setAttribute("role", "group");
  el.setAttribute("aria-label", "methods");
  const [table, dashes, most] = [model.get("table"), model.get("dashes"), model.get("most")];
  const chips = make(el, "span", { class: "list" });
  const adding = make(el, "span", { class: "adding" });
  const add = make(adding, "button", { type: "button", class: "add", "aria-haspopup": "true" });
  const menu = make(adding, "div", { class: "menu", popover: "auto" }); // over everything: no box of the page cuts it
  let back = null; // where the focus goes when a chip has gone
  add.popoverTargetElement = menu; // the browser opens it, and closes it at Escape or a press elsewhere
  function place() {
    const { left, bottom } = add.getBoundingClientRect();
    menu.style.left = `${Math.max(4, Math.min(left, window.innerWidth - menu.offsetWidth - 12))}px`;
    menu.style.top = `${Math.max(4, Math.min(bottom + 4, window.innerHeight - menu.offsetHeight - 12))}px`;
    menu.querySelector("button")?.focus({ preventScroll: true });
  }
  const shut = (event) => menu.contains(event.target) || menu.hidePopover(); // the page has moved away under it
  function showMenu(value) {
    menu.replaceChildren();
    for (const method of table.filter(({ name }) => !value.includes(name))) {
      const item = make(menu, "button", { type: "button" });
      sample(item, method, null, "");
      make(item, "b", {}, method.label);
      make(item, "span", {}, method.tip);
      item.addEventListener("click", () => {
        model.send({ add: method.name });
        menu.hidePopover();
        add.focus();
      });
    }
  }
  function show() {
    const value = model.get("value");
    chips.replaceChildren();
    value.forEach((name, slot) => {
      if (!name) return;
      const method = table.find((one) => one.name === name);
      const chip = make(chips, "span", { class: "chip", title: method.tip, style: `--light:${method.light};--dark:${method.dark}` });
      sample(chip, method, slot, dashes[slot]);
      make(chip, "span", {}, method.label);
      const away = make(chip, "button", { type: "button", "aria-label": `remove ${method.label}`, title: "remove" }, "×");
      away.addEventListener("click", () => {
        back = slot;
        model.send({ remove: name });
      });
    });
    const full = value.filter(Boolean).length >= most;
    if (full && document.activeElement === add) back = most - 1; // a button that is off cannot keep the focus
    add.disabled = full;
    add.textContent = full ? `${most} at most` : "+ method";
    showMenu(value);
    if (back !== null) (chips.querySelectorAll("button")[Math.min(back, value.filter(Boolean).length - 1)] ?? add).focus();
    back = null;
  }
  menu.addEventListener("toggle", ({ newState }) => {
    add.setAttribute("aria-expanded", String(newState === "open"));
    document[newState === "open" ? "addEventListener" : "removeEventListener"]("scroll", shut, true);
    if (newState === "open") place();
  });
  menu.addEventListener("keydown", (event) => {
    const way = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!way) return;
    const items = [...menu.children];
    items[(items.indexOf(event.target) + way + items.length) % items.length]?.focus();
    event.preventDefault();
    event.stopPropagation();
  });
  add.setAttribute("aria-expanded", "false");
  model.on("change:value", show);
  show();
  return () => {
    document.removeEventListener("scroll", shut, true);
    model.off("change:value", show);
  };
}

function renderTable({ model, el }) {
  el.classList.add("hesskit-cost");
  const fold = make(el, "details");
  make(fold, "summary", {}, "what it cost: evaluations, time, where each ended");
  const inner = make(fold, "div");
  fold.open = model.get("unfolded");
  fold.addEventListener("toggle", () => {
    model.set("unfolded", fold.open);
    model.save_changes();
  });
  const show = () => {
    inner.innerHTML = model.get("value");
  };
  model.on("change:value", show);
  show();
  return () => model.off("change:value", show);
}

const PARTS = { cards: renderCards, chips: renderChips, table: renderTable };

export default { render: (context) => PARTS[context.model.get("part")](context) };
