// Starts the deck, and fits each moving picture into its slide: as wide as it may be without pushing words off it.
(() => {
  const [wide, tall] = [1280, 720];
  const deck = new Reveal({
    width: wide, height: tall, margin: 0, center: false, hash: true, slideNumber: "c/t", transition: "none",
    controls: true, progress: true, plugins: window.RevealNotes ? [RevealNotes] : [], keyboardCondition: null, viewDistance: 1000,
  });
  function fit(section) {
    const picture = section.querySelector(".hesskit-stage .picture");
    if (!picture) return;
    const caption = section.querySelector("figcaption");
    // room for the longest sentence of the recording
    const probe = caption.cloneNode();
    probe.textContent = section.querySelector(".hesskit-stage").dataset.longest ?? caption.textContent;
    caption.before(probe);
    const shape = picture.style.aspectRatio.split("/").map(Number);
    let width = Math.min(1180, (540 * shape[0]) / shape[1]);
    picture.style.width = `${width}px`;
    const top = (node) => (node === section ? 0 : node.offsetTop + top(node.offsetParent ?? section));
    const excess = () => top(probe) + probe.offsetHeight - (tall - 12);
    for (let much = excess(); much > 0 && width > 560; much = excess()) {
      width = Math.max(560, width - Math.max(4, (much * shape[0]) / shape[1]));
      picture.style.width = `${width}px`;
    }
    probe.remove();
    section.querySelector(".hesskit-stage").dispatchEvent(new Event("hesskit-resize"));
  }
  // the Tab key stays on the slide that is seen; in the overview every slide can be clicked
  const guard = () => deck.getSlides().forEach((slide) => (slide.inert = slide !== deck.getCurrentSlide() && !deck.isOverview()));
  const fitAll = () => document.querySelectorAll(".slides section").forEach(fit);
  window.deckReady = deck.initialize().then(() => {
    hesskit.showAll();
    for (const event of ["slidechanged", "resize"]) deck.on(event, () => fit(deck.getCurrentSlide()));
    for (const event of ["slidechanged", "overviewshown", "overviewhidden"]) deck.on(event, guard);
    guard();
    // when a recording has been opened its sliders come, and take room
    const opened = new MutationObserver((records) => records.forEach(({ target }) => fit(target.closest("section"))));
    for (const dials of document.querySelectorAll(".slides .dials")) opened.observe(dials, { attributeFilter: ["hidden"] });
    fitAll();
    return deck;
  });
})();
