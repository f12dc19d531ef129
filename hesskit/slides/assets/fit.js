// Sets the words of a slide as large as they fit, in few sizes so that the slides look alike.
const fitWords = (() => {
  const sizes = { words: [42, 38, 34, 31, 28], summary: [42, 38, 34, 31, 28], ask: [42, 38, 34, 31, 28] };
  const leastOnOneLine = 34;
  function fits(body) {
    const wide = [...body.children].some((part) => Math.max(part.scrollWidth, part.offsetWidth) > body.clientWidth + 1);
    return !wide && body.scrollHeight <= body.clientHeight + 1;
  }
  return (section) => {
    const body = section.querySelector(".body");
    const kind = Object.keys(sizes).find((name) => section.classList.contains(name));
    if (!body || !kind) return;
    const set = (size, unbroken) => {
      section.style.setProperty("--size", `${size}px`);
      section.classList.toggle("unbroken-cells", unbroken);
      return fits(body);
    };
    const large = sizes[kind].filter((size) => size >= leastOnOneLine);
    // a table whose cells stay on one line each is easier to read, if it need not be small for it
    if (section.querySelector("table") && large.some((size) => set(size, true))) return;
    sizes[kind].some((size) => set(size, false));
  };
})();

// Chromium leaves a gap after a root set in STIX Two Math (Firefox does not): what stands there is moved up to the root.
function closeRoots() {
  for (const root of document.querySelectorAll("msqrt")) {
    const gap = root.getBoundingClientRect().right - root.lastElementChild.getBoundingClientRect().right;
    const size = parseFloat(getComputedStyle(root).fontSize) * (root.getBoundingClientRect().width / root.offsetWidth || 1);
    if (gap > 0.2 * size) root.style.marginInlineEnd = `${0.1 - gap / size}em`;
  }
}
