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
    const reach = () => top(probe) + probe.offsetHeight;
    while (reach() > tall - 12 && width > 560) picture.style.width = `${(width -= 20)}px`;
    probe.remove();
    section.querySelector(".hesskit-stage").dispatchEvent(new Event("hesskit-resize"));
  }
  const fitAll = () => document.querySelectorAll(".slides section").forEach(fit);
  window.deckReady = deck.initialize().then(() => {
    hesskit.showAll();
    for (const event of ["slidechanged", "resize"]) deck.on(event, () => fit(deck.getCurrentSlide()));
    new MutationObserver(fitAll).observe(document.querySelector(".slides"), { subtree: true, attributes: true, attributeFilter: ["hidden"] });
    fitAll();
    return deck;
  });
})();
