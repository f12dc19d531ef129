// An extension of JupyterLab and Notebook 7 that needs no build: a picture or an exercise of hesskit is shown live where its
// kernel answers, and else as it was left, with one button, "Make it live". Jupyter itself would show "model not found".
// The kernel marks such outputs with MARK: { kind: "picture" | "exercise" | "prediction" }; while one is live, what a learner did to it is
// stored in the notebook with every save, in place of the reference to a widget that will not be there.
(() => {
  const MARK = "application/vnd.hesskit.living+json";
  const VIEW = "application/vnd.jupyter.widget-view+json";
  const RANK = -20; // before the widgets' own -10: the smallest is preferred
  const PATIENCE = 2000; // ms for a widget to come after its output
  const MOMENT = 200; // ms: a kernel that is busy for less is not said to be
  const LEFT = { picture: "The picture as it was left.", exercise: "The exercise as it was left.", prediction: "The prediction as it was left." };
  const isForm = (kind) => kind !== "picture";
  const RESTARTED = "The kernel was restarted or stopped: nothing here is live until it is run again.";
  const STYLE = `
    .hesskit-left { position: relative; max-width: 100%; margin: 0; }
    .hesskit-left.picture img { max-width: 100%; height: auto; opacity: 0.72; }
    .hesskit-left .words { max-width: 62em; padding: 4px 8px; }
    .hesskit-left .live { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; padding: 6px 8px; color: var(--jp-ui-font-color1, #1a1a1a); }
    .hesskit-left button { font: inherit; font-size: 14px; min-height: 36px; padding: 4px 16px; border: none; border-radius: 18px; cursor: pointer; color: white; background: #1565c0; }
    .hesskit-left button:disabled { cursor: progress; opacity: 0.7; }
    .hesskit-left button:focus-visible { outline: 3px solid var(--jp-brand-color1, #1565c0); outline-offset: 2px; }`;
  let shared = {};

  // -- what of JupyterLab is used
  async function library(name) {
    const versions = Object.values(shared[name] ?? {});
    const found = versions.find((one) => one.loaded || one.eager) ?? versions[0];
    if (!found) throw new Error(`hesskit: this Jupyter has no ${name}`);
    return (await found.get())();
  }

  function element(parent, tag, className = "", text = "") {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    parent.append(made);
    return made;
  }

  // -- the widget of an output: the model, where the kernel has it; null where it will not come; undefined before that is known
  async function livingModel(view, id) {
    const manager = await Promise.race([view._manager?.promise, pause(100)]); // the renderer's own: it has no other door
    if (!manager?.has_model(id)) return manager?.restoredStatus ? null : undefined;
    const model = await manager.get_model(id);
    return model.comm_live ? model : null;
  }
  const pause = (time) => new Promise((done) => setTimeout(done, time));

  // -- what a learner left: of a picture what is painted, of an exercise the answer and what was said to it
  function paintedPicture(node) {
    const layers = [...node.querySelectorAll(".hesskit-stage canvas")];
    if (!layers.length || layers.some((layer) => !layer.width || !layer.clientWidth)) return null;
    const whole = document.createElement("canvas");
    [whole.width, whole.height] = [layers[0].width, layers[0].height];
    for (const layer of layers) whole.getContext("2d").drawImage(layer, 0, 0);
    const [caption, sentence] = ["figcaption", ".sentence"].map((part) => node.querySelector(`.hesskit-stage ${part}`).textContent);
    return { png: whole.toDataURL("image/png").split(",")[1], width: layers[0].clientWidth, caption, sentence };
  }
  function givenAnswer(node, form) {
    const box = node.querySelector("input[type=text]");
    const choice = node.querySelector("input[type=radio]:checked");
    const answer = box ? box.value : (choice?.parentElement.textContent.trim() ?? "");
    const said = node.querySelector("[role=alert]:not([hidden]), [role=status]");
    return { answer, reply: said ? form.get("children").at(-1).get("value") : "" };
  }
  const stageOf = (explorer) => explorer.get("children")?.find((child) => child.get("frame"));
  function lookedAt(data, metadata, node, form) {
    const { [VIEW]: view, ...stored } = data;
    const mark = { ...data[MARK], model_id: idOf(data), was_live: true };
    const about = { ...metadata };
    if (node && isForm(mark.kind)) Object.assign(mark, givenAnswer(node, form));
    const stage = mark.kind === "picture" && form && stageOf(form);
    if (stage) mark.left = stage.get("frame").left;
    const picture = node && mark.kind === "picture" && paintedPicture(node);
    if (picture) {
      stored["image/png"] = picture.png;
      stored["text/plain"] = picture.sentence;
      mark.caption = picture.caption;
      about["image/png"] = { ...about["image/png"], alt: picture.sentence, width: picture.width };
    }
    return { data: { ...stored, [MARK]: mark }, metadata: about };
  }
  const idOf = (data) => data[VIEW]?.model_id ?? data[MARK]?.model_id;

  // -- running what a cell needs
  const namesIn = (text) => new Set(text.match(/[A-Za-z_]\w*/g) ?? []);
  function namesBound(source) {
    const lines = source.split("\n").filter((line) => /^(from|import|def|class|for|with)\b/.test(line) || /^[^=#]*[^=<>!:]=[^=]/.test(line));
    return namesIn(lines.map((line) => (/^\w[^=]*=/.test(line) ? line.split("=")[0] : line)).join("\n"));
  }
  // the cells above that bind a name which this one uses, or which one of those uses
  function cellsNeeded(cells, last) {
    const wanted = namesIn(cells[last].model.sharedModel.source);
    const needed = [];
    for (let index = last - 1; index >= 0; index -= 1) {
      const source = cells[index].model.sharedModel.source;
      if (cells[index].model.type !== "code" || ![...namesBound(source)].some((name) => wanted.has(name))) continue;
      for (const name of namesIn(source)) wanted.add(name);
      needed.unshift(cells[index]);
    }
    return needed;
  }

  // Every movement of a drag makes the kernel busy for some ms. JupyterLab says so each time, twice: in the toolbar, in the
  // status bar and by a new favicon, for which it lays the page out and asks the server: more work than the picture itself.
  function steadyStatus(kernel) {
    if (!kernel?._updateStatus) return; // the only door: another Jupyter does without
    const tell = kernel._updateStatus.bind(kernel);
    let timer = 0;
    kernel._updateStatus = (status) => {
      clearTimeout(timer);
      if (status === "busy" && kernel.status === "idle") timer = setTimeout(tell, MOMENT, status);
      else tell(status);
    };
  }

  // -- one notebook
  function outputsOf(cell) {
    if (cell.type !== "code") return [];
    return Array.from({ length: cell.outputs.length }, (_, index) => cell.outputs.get(index));
  }
  function makeDesk(panel, context, actions) {
    const notebook = panel.content;
    const session = context.sessionContext;
    const desk = { rendermime: notebook.rendermime, shown: new Set() };
    let ran = new WeakSet(); // the cells run in this kernel
    actions.executed.connect((_, { notebook: where, cell }) => where === notebook && ran.add(cell));

    const left = new WeakMap(); // of a cell that the button runs: how its pictures were left
    function run(cells) {
      for (const cell of cells) {
        const kept = outputsOf(cell.model).map(({ data }) => data[MARK]?.left);
        if (kept.some(Boolean)) left.set(cell, kept); // a run that failed has taken the outputs away: what was kept before it stays
      }
      return actions.runCells(notebook, cells, session);
    }
    // a picture that is live again goes on where it was left
    desk.resume = ({ node, output, model }) => {
      const cell = notebook.widgets.find((one) => one.node.contains(node));
      const place = cell ? outputsOf(cell.model).indexOf(output) : -1;
      const kept = left.get(cell)?.[place];
      if (!kept || !Object.keys(kept).length) return;
      left.get(cell)[place] = null;
      stageOf(model)?.send({ type: "resume", left: kept });
    };
    desk.awaken = async (node) => {
      await session.ready; // a notebook that was just opened is still being given its kernel
      if (session.hasNoKernel) await session.changeKernel({ name: session.kernelPreference.name || "python3" });
      const cells = [...notebook.widgets];
      const fresh = (some) => some.filter((cell) => cell.model.type === "code" && !ran.has(cell));
      async function runWithNeeds(index) {
        if (await run([...fresh(cellsNeeded(cells, index)), cells[index]])) return;
        await run([...fresh(cells.slice(0, index)), cells[index]]); // something needed has no name: all that is above
      }
      const first = cells.findIndex((cell) => cell.node.contains(node));
      await runWithNeeds(first);
      // then all the others that were live when they were left; an answer that was given stays to be seen
      const waits = ({ data }) => data[MARK]?.was_live && !data[MARK].answer;
      for (const cell of fresh(cells)) if (outputsOf(cell.model).some(waits)) await runWithNeeds(cells.indexOf(cell));
    };
    desk.touched = () => {
      context.model.dirty = true; // so that it is saved, as it was left
    };

    // a text field of ipywidgets keeps every key to itself, this one too
    desk.saves = (event) => {
      if (event.key !== "s" || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      event.preventDefault();
      event.stopPropagation();
      context.save();
    };
    function forget() {
      ran = new WeakSet();
      for (const one of desk.shown) one.fall(RESTARTED);
    }
    steadyStatus(session.session?.kernel);
    session.kernelChanged.connect((_, { oldValue, newValue }) => {
      steadyStatus(newValue);
      if (oldValue) forget();
    });
    session.statusChanged.connect((_, status) => ["restarting", "autorestarting", "dead"].includes(status) && forget());
    // a kernel that was restarted from elsewhere says so only by its name
    let speaker = "";
    session.iopubMessage.connect((_, { header, content }) => {
      if (header.msg_type !== "status" || !["busy", "idle"].includes(content.execution_state)) return;
      if (speaker && speaker !== header.session) forget();
      speaker = header.session;
    });
    context.saveState.connect((_, state) => {
      if (state !== "started") return;
      for (const output of [...context.model.cells].flatMap(outputsOf)) {
        const shown = [...desk.shown].find((one) => one.output === output && one.live);
        if (output.data[MARK] && (shown || output.data[VIEW])) output.setData(lookedAt(output.data, output.metadata, shown?.node, shown?.model));
      }
    });
    return desk;
  }

  // -- one output
  function makeLiving(Panel, desk) {
    return class Living extends Panel {
      constructor() {
        super();
        this.addClass("hesskit-living");
        this.live = false;
        this.output = null;
        this.model = null; // the widget's, while it is live
        this._id = ""; // of the widget that is shown or waited for
        this._reason = "";
        desk.shown.add(this);
        // the keyboard belongs to what is in it: Jupyter hears keys only when they come to the page
        // (its attribute data-lm-suppress-shortcuts would have to stand on each control)
        this.node.addEventListener("keydown", (event) => event.stopPropagation());
        this.node.addEventListener("keydown", desk.saves, true);
        let judged = ""; // a verdict is one on the text that was handed in, and on no other
        this.node.addEventListener("change", ({ target }) => (judged = target.value));
        this.node.addEventListener("input", ({ target }) => {
          if (this._kind === "exercise") for (const said of this.node.querySelectorAll("[role=alert]")) said.hidden = target.value !== judged;
        });
        for (const kind of ["pointerup", "keyup", "change"]) this.node.addEventListener(kind, () => this.live && desk.touched());
      }
      dispose() {
        desk.shown.delete(this);
        super.dispose();
      }
      async renderModel(output) {
        const id = idOf(output.data);
        const same = this.live && id === this._id;
        this.output = output;
        this._kind = output.data[MARK].kind;
        if (same) return; // it was only stored
        this._id = id;
        this.live = false;
        await (id ? this._rise(id) : this._lie());
      }
      // shows the widget of this id as soon as the kernel has it
      async _rise(id) {
        const begun = Date.now();
        for (let wait = 100; ; wait = Math.min(2 * wait, 2000)) {
          const view = desk.rendermime.createRenderer(VIEW);
          const model = await livingModel(view, id);
          if (this.isDisposed || this._id !== id) return;
          if (model) return this._live(view, model, id);
          view.dispose();
          if (wait === 100) await this._lie();
          if (model === null && Date.now() - begun > PATIENCE) return; // a new widget may come after its output
          await pause(wait);
        }
      }
      async _live(view, model, id) {
        await view.renderModel({ data: { [VIEW]: { model_id: id, version_major: 2, version_minor: 0 } }, metadata: {}, trusted: true });
        this._empty();
        this.addWidget(view);
        this.live = true;
        this.model = model;
        this._reason = "";
        model.once("destroy", () => this.fall(""));
        desk.resume(this);
      }
      // its kernel is gone: what is on the screen stays to be seen
      fall(reason) {
        if (!this.live || this.isDisposed) return;
        const left = lookedAt(this.output.data, this.output.metadata, this.node, this.model);
        left.data[MARK].model_id = "";
        this.live = false;
        this._reason = reason;
        this.output.setData(left); // which renders it again
      }
      async _lie() {
        const { data, metadata } = this.output;
        const mark = data[MARK];
        const question = isForm(mark.kind) && (await this._question(data));
        if (this.isDisposed) return;
        this._empty();
        const left = new Panel();
        left.node.className = `hesskit-left ${mark.kind}`;
        if (question) left.addWidget(question);
        else this._picture(left.node, data, metadata["image/png"] ?? {}, mark.caption);
        this._invite(element(left.node, "div", "live"), mark.kind);
        this.addWidget(left);
      }
      _invite(row, kind) {
        const button = element(row, "button", "", "▶ Make it live");
        element(row, "span", "", this._reason || LEFT[kind]).setAttribute("role", "status");
        button.addEventListener("click", async () => {
          button.disabled = true;
          try {
            await desk.awaken(this.node);
          } finally {
            button.disabled = false;
          }
        });
      }
      _picture(left, data, { alt = "", width }, caption) {
        const image = element(left, "img");
        image.src = `data:image/png;base64,${data["image/png"]}`;
        image.alt = alt;
        if (width) image.width = width;
        if (caption) element(left, "div", "words", caption).setAttribute("aria-hidden", "true"); // the image has said it
      }
      // through the notebook's own renderer: cleaned of what is not to be trusted, and typeset
      async _question(data) {
        const { answer, reply } = data[MARK];
        const words = document.createElement("div");
        if (answer) element(element(words, "p", "", "Your answer: "), "code", "", answer);
        const html = `${[data["text/html"]].flat().join("")}${words.innerHTML}${reply ?? ""}`;
        const page = desk.rendermime.createRenderer("text/html");
        await page.renderModel({ data: { "text/html": html }, metadata: {}, trusted: false });
        return page;
      }
      _empty() {
        for (const view of [...this.widgets]) view.dispose();
        this.node.replaceChildren();
      }
    };
  }

  async function makePlugin() {
    const [{ Panel }, { NotebookActions }] = await Promise.all([library("@lumino/widgets"), library("@jupyterlab/notebook")]);
    function createNew(panel, context) {
      const Living = makeLiving(Panel, makeDesk(panel, context, NotebookActions));
      panel.content.rendermime.addFactory({ safe: true, mimeTypes: [MARK], createRenderer: () => new Living() }, RANK);
    }
    function activate(app) {
      element(document.head, "style", "", STYLE);
      app.docRegistry.addWidgetExtension("Notebook", { createNew });
    }
    return { id: "hesskit:living", autoStart: true, activate };
  }

  (window._JUPYTERLAB ??= {}).hesskit = {
    init: (scope) => {
      shared = scope;
    },
    get: async () => {
      const plugin = await makePlugin();
      return () => ({ __esModule: true, default: plugin });
    },
  };
})();
