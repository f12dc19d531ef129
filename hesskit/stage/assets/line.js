// The line to the kernel: the newest message wins. One is in flight; two of a drag where the kernel has shown that it is
// swift, so that it works on the next while its last answer is on the way. A slow one would only be asked too early.
const ALONE = 60; // ms for the answer to a message that was alone: then another may follow it
const FOLLOWED = 110; // ms for one that came behind another

function makeLine(stage) {
  const { model, player } = stage;
  const name = Math.random().toString(36).slice(2);
  const line = {};
  let [count, silent, swift, timer] = [0, false, false, 0];
  let flying = []; // what has no answer yet, the oldest first: its seq, its type, when it left, whether alone
  const waiting = []; // one of each kind: a theme, or where to look, must not be lost to a drag that comes after it
  const kind = ({ type }) => (type === "view" || type === "window" ? type : "hand");

  // nudges of one handle add up
  function joined(before, message) {
    if (before.type !== "nudge" || message.type !== "nudge" || before.handle !== message.handle) return message;
    return { ...message, right: message.right + before.right, up: message.up + before.up };
  }
  function queue(message) {
    const same = waiting.findIndex((one) => kind(one) === kind(message));
    if (same < 0) waiting.push(message);
    else waiting[same] = joined(waiting[same], message);
  }
  const follows = () => swift && flying.length === 1 && [flying[0], waiting[0]].every(({ type }) => type === "move");
  function listen() {
    silent = false;
    clearTimeout(timer);
    timer = setTimeout(() => {
      silent = true;
      // a page that only looks has asked for nothing
      if (flying.at(-1)?.type !== "view") stage.silent();
    }, model.get("patience"));
  }
  function flush() {
    // a message without an answer for long may be lost: the next input tries again
    if (!waiting.length || (flying.length && !silent && !follows())) return;
    if (silent) flying = [];
    count += 1;
    const message = { ...waiting.shift(), seq: `${name}:${count}` };
    flying.push({ seq: message.seq, type: message.type, left: performance.now(), alone: !flying.length });
    listen();
    model.send(message);
  }
  line.post = (message) => {
    if (player.active() && message.type !== "view") {
      player.play(message);
      return;
    }
    queue(message);
    flush();
  };
  // what a learner did here comes before what they do next elsewhere (a Reset): it must leave before that does
  line.hurry = () => {
    while (waiting.length) {
      silent = true;
      flush();
    }
  };
  line.idle = () => !flying.length && !waiting.length;
  line.answers = (seq) => flying.some((one) => one.seq === seq);
  line.answered = (seq) => {
    const which = flying.findIndex((one) => one.seq === seq);
    if (which < 0) return;
    player.silence();
    const { type, left, alone } = flying[which];
    if (type === "move") swift = performance.now() - left < (alone ? ALONE : FOLLOWED);
    flying = flying.slice(which + 1);
    if (flying.length) listen();
    else clearTimeout(timer);
    flush();
  };
  line.stop = () => clearTimeout(timer);
  return line;
}
