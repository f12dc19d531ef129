// Looks words up in the index: every word must begin some word of an entry; titles count most.
(() => {
  const fold = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[’']/g, "");
  const split = (text) => fold(text).split(/[^\p{L}\p{N}₀-₉⁰-⁹²³¹]+/u).filter(Boolean);
  const entries = window.hesskitIndex.map(([address, title, where, text]) => ({
    address, title, where, text, titled: split(title), told: split(`${text} ${where}`),
  }));
  const field = document.getElementById("words");
  const found = document.getElementById("found");
  const results = document.getElementById("results");

  function score(entry, words) {
    let sum = 0;
    for (const word of words) {
      const exact = entry.titled.includes(word);
      const begun = entry.titled.some((one) => one.startsWith(word));
      const told = entry.told.filter((one) => one.startsWith(word)).length;
      if (!begun && !told) return 0;
      sum += (exact ? 12 : 0) + (begun ? 8 : 0) + Math.min(told, 4);
    }
    // words in this order, as 4.7 and not 7.4; and a term that is nothing but these words is what was meant
    const inOrder = words.length > 1 && ` ${entry.titled.join(" ")} `.includes(` ${words.join(" ")} `);
    return sum + (inOrder ? 15 : 0) + (entry.titled.length === words.length ? 10 * words.filter((word) => entry.titled.includes(word)).length : 0);
  }
  function marked(parent, text, words) {
    const pieces = text.split(/([\p{L}\p{N}]+)/u);
    for (const piece of pieces) {
      if (piece && words.some((word) => fold(piece).startsWith(word))) parent.append(Object.assign(document.createElement("mark"), { textContent: piece }));
      else parent.append(piece);
    }
  }
  function excerpt(text, words) {
    const pieces = [...text.matchAll(/[\p{L}\p{N}]+/gu)];
    const first = pieces.find((piece) => words.some((word) => fold(piece[0]).startsWith(word)))?.index ?? 0;
    const start = first < 90 ? 0 : text.indexOf(" ", first - 70) + 1;
    const end = text.indexOf(" ", start + 190);
    return `${start ? "… " : ""}${end < 0 ? text.slice(start) : `${text.slice(start, end)} …`}`;
  }
  function show(entry, words) {
    const item = document.createElement("li");
    const link = Object.assign(document.createElement("a"), { href: entry.address });
    marked(link, entry.title, words);
    const where = Object.assign(document.createElement("span"), { className: "place", textContent: entry.where });
    const text = document.createElement("p");
    marked(text, excerpt(entry.text, words), words);
    item.append(link, " ", where, text);
    results.append(item);
  }
  function search() {
    const words = split(field.value);
    results.replaceChildren();
    if (!words.length) {
      found.textContent = "";
      return;
    }
    const hits = entries.map((entry) => ({ entry, rank: score(entry, words) })).filter(({ rank }) => rank);
    hits.sort((one, other) => other.rank - one.rank);
    const more = hits.length > 30 ? "; the best 30 are shown" : "";
    found.textContent = hits.length ? `${hits.length} ${hits.length === 1 ? "place" : "places"} found${more}.` : `Nothing found for “${field.value.trim()}”: try fewer or shorter words.`;
    for (const { entry } of hits.slice(0, 30)) show(entry, words);
  }
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.addEventListener("input", () => {
    search();
    // reload and back come to the same words
    try {
      history.replaceState(null, "", `?${new URLSearchParams({ q: field.value })}`);
    } catch {
      // a page opened from a disk may not be allowed to
    }
  });
  field.form.addEventListener("submit", (event) => event.preventDefault());
  if (!field.value) field.focus();
  search();
})();
