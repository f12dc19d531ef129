// Counts what the kernel's websocket brings, and the stage's answers among it; must run before JupyterLab does.
[window.latencyBytes, window.latencyAnswers] = [0, 0];
window.WebSocket = class extends WebSocket {
  constructor(...place) {
    super(...place);
    if (!String(place[0]).includes("/channels")) return;
    this.addEventListener("message", ({ data }) => {
      window.latencyBytes += data.byteLength ?? data.length;
      const text = typeof data === "string" ? data : new TextDecoder("latin1").decode(data);
      if (text.includes('"seq":')) window.latencyAnswers += 1;
    });
  }
};
