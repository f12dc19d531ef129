// The words: the readout's numbers, the caption, the long sentence as speech and folded, and the message about an input.
const PAUSE = 500; // ms of rest before a sentence is spoken

function makeWords(stage) {
  const { model, root } = stage;
  const readout = element(root, "div", "readout");
  const caption = element(root, "figcaption", "", { "aria-hidden": "true" });
  const folded = element(root, "details", "folded");
  element(folded, "summary", "").textContent = "in words";
  const sentence = element(folded, "p", "sentence");
  const message = element(root, "p", "message", { role: "alert" });
  const spoken = element(root, "p", "spoken", { "aria-live": "polite" });
  const words = {};
  let [slots, told, timer, tall] = [[], null, 0, 0];

  words.furnish = () => {
    readout.innerHTML = model.get("readout");
    slots = [...readout.querySelectorAll("[data-slot]")];
    told = null;
  };
  words.tell = (frame) => {
    if (told === frame) return;
    told = frame;
    caption.textContent = frame.caption ?? frame.sentence; // recordings of before have no caption
    sentence.textContent = frame.sentence;
    stage.picture.canvas.setAttribute("aria-label", frame.sentence);
    words.warn(frame.message);
    for (const output of slots) {
      const text = frame.numbers[output.dataset.slot];
      if (text === undefined || output.textContent === text) continue;
      // an entry that changes its sign says so
      if (flips(output.textContent, text) && !CALM.matches) output.animate([{ background: "#f5a62399" }, { background: "transparent" }], 900);
      output.textContent = text;
    }
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (spoken.textContent !== frame.sentence) spoken.textContent = frame.sentence;
    }, PAUSE);
  };
  words.warn = (text) => {
    if (message.textContent !== text) message.textContent = text;
  };
  // a caption that shrank and grew would push the page up and down under the hand
  const settling = new ResizeObserver(() => {
    if (caption.offsetHeight > tall) caption.style.minHeight = `${(tall = caption.offsetHeight)}px`;
  });
  settling.observe(caption);
  words.loosen = () => {
    caption.style.minHeight = `${(tall = 0)}px`;
  };
  words.stop = () => {
    settling.disconnect();
    clearTimeout(timer);
  };
  return words;
}
