// Starts the deck, and fits each slide: words as large as there is room, a picture as wide as leaves room for its words.
(() => {
  const [wide, tall] = [1280, 720];
  const WORTH = 1.05; // by how much wider a picture must become for its words to stand beside it
  const deck = new Reveal({
    width: wide, height: tall, margin: 0, center: false, hash: true, slideNumber: "c/t", transition: "none", display: "flex",
    controls: true, controlsBackArrows: "visible", controlsTutorial: false, progress: true,
    plugins: window.RevealNotes ? [RevealNotes] : [], keyboardCondition: null, viewDistance: 1000,
  });
  const top = (section, node) => (node === section ? 0 : node.offsetTop + top(section, node.offsetParent ?? section));
  // the heading's sentence beside it or beneath it, whichever is lower
  function fitHeader(header) {
    const tallWhen = (beneath) => {
      header.classList.toggle("beneath", beneath);
      return header.offsetHeight;
    };
    const heights = [tallWhen(false), tallWhen(true)];
    tallWhen(heights[1] < heights[0]);
  }
  // the longest numbers of the recording stand where they will stand, until what is returned puts back those of now
  function keepRoom(stage) {
    const widest = JSON.parse(stage.dataset.widest ?? "{}");
    const outputs = [...stage.querySelectorAll("[data-slot]")].filter((output) => output.dataset.slot in widest);
    const shown = outputs.map((output) => output.textContent);
    outputs.forEach((output) => {
      output.style.minWidth = "0";
      output.textContent = widest[output.dataset.slot];
    });
    const short = outputs.filter((output) => !output.closest(".words")); // words are broken into lines instead
    const widths = short.map((output) => output.offsetWidth);
    short.forEach((output, one) => (output.style.minWidth = `${widths[one] + 1}px`));
    return () => outputs.forEach((output, one) => (output.textContent = shown[one]));
  }
  const low = (section, nodes) => Math.max(...nodes.map((node) => top(section, node) + node.offsetHeight));
  // how wide a picture may be with its words beneath it: the numbers get the share that leaves most to the picture
  function wordsBeneath({ section, stage, picture, numbers, caption, shape, room }) {
    stage.classList.remove("beside");
    const under = (share) => {
      stage.style.setProperty("--numbers", `${share}px`);
      stage.classList.toggle("stacked", share === 1200);
      return low(section, [caption, numbers]) - low(section, [picture]);
    };
    const shares = numbers.firstChild ? [420, 500, 580, 660, 740, 1200] : [1200];
    const words = shares.map(under);
    const least = Math.min(...words);
    under(shares[words.indexOf(least)]);
    return Math.max(560, Math.min(1200, (room - least) * shape));
  }
  // and with its words beside it, the sliders beneath both; 0 where the words find no room there
  function wordsBeside({ section, stage, picture, numbers, caption, shape, room }) {
    stage.classList.remove("stacked");
    stage.classList.add("beside");
    const most = room - stage.querySelector(".dials").offsetHeight;
    const widths = [280, 320, 360, 400, 440, 480, 520].map((words) => Math.min(1200 - words, most * shape));
    const fits = (width) => {
      picture.style.width = `${Math.floor(width)}px`;
      const narrow = numbers.scrollWidth <= numbers.clientWidth;
      return narrow && low(section, [numbers, caption]) - top(section, picture) <= most;
    };
    return widths.find(fits) ?? 0;
  }
  function fitPicture(section) {
    const picture = section.querySelector(".hesskit-stage .picture");
    if (!picture) return;
    fitHeader(section.querySelector("header"));
    const [stage, caption] = [section.querySelector(".hesskit-stage"), section.querySelector("figcaption")];
    const [said, numbers] = [[...caption.childNodes], stage.querySelector(".readout")]; // words in colours of their own
    // room for the longest sentence of the recording, and for its longest numbers: none pushes another
    caption.textContent = stage.dataset.longest ?? caption.textContent;
    caption.style.minHeight = numbers.style.minHeight = "0";
    const putBack = keepRoom(stage);
    const [across, along] = picture.style.aspectRatio.split("/").map(Number);
    const room = tall - 12 - top(section, picture);
    const parts = { section, stage, picture, numbers, caption, shape: across / along, room };
    const [beside, beneath] = [wordsBeside(parts), wordsBeneath(parts)];
    const width = beside > WORTH * beneath ? wordsBeside(parts) : beneath;
    picture.style.width = `${Math.floor(width)}px`;
    caption.replaceChildren(...said);
    numbers.style.minHeight = `${numbers.offsetHeight}px`;
    putBack();
    stage.dispatchEvent(new Event("hesskit-resize"));
  }
  const fit = (section) => {
    fitWords(section);
    fitPicture(section);
  };
  // the Tab key stays on the slide that is seen; in the overview every slide can be clicked
  const guard = () => deck.getSlides().forEach((slide) => (slide.inert = slide !== deck.getCurrentSlide() && !deck.isOverview()));
  // what was dragged lets go of the keys, and a slider keeps no other keys than its own: the rest are the deck's
  const own = new Set(["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End", "Tab", "Shift", "Control", "Alt", "Meta"]);
  let pressed = null;
  const letGo = (node) => node?.closest(".hesskit-stage") && node.blur();
  document.addEventListener("pointerdown", (event) => (pressed = [event.clientX, event.clientY]), true);
  document.addEventListener(
    "pointerup",
    (event) => {
      if (pressed && Math.hypot(event.clientX - pressed[0], event.clientY - pressed[1]) > 4) letGo(document.activeElement);
    },
    true,
  );
  document.addEventListener("keydown", (event) => !own.has(event.key) && event.target.matches(".dial input") && letGo(event.target), true);
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
    return document.fonts.ready.then(() => {
      closeRoots();
      fitAll();
      return deck;
    });
  });
})();
