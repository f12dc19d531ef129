// The hand: what a pointer and the arrow keys do to the handles and turners of the picture.
const AGAIN = 600; // ms: a second click so soon belongs to the first
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
const KEY_TURN = 5; // degrees a key
const DRAG_TURN = 0.5; // degrees a pixel
const FINE = 0.1; // of a step, with Shift
const FADE = 180; // ms in which what was let go turning comes to rest
const SWIFTEST = 0.3; // degrees a ms
const RESTING = 50; // ms without a movement: it was let go at rest

function makeHand(stage) {
  const { picture, grips, line, player, windows } = stage;
  // the rings of other pictures wait with their invitation: each would have the whole page painted at every frame
  const invitations = () => document.getAnimations().filter(({ animationName }) => animationName === "hesskit-breathe");
  const hand = { drag: null, coasting: null };
  let first = null; // where the handle was before the first of two clicks

  // -- keys
  grips.onKey = (event, grip) => {
    if (grip.pane && windows.onKey(event, grip.pane, false)) return;
    const arrow = ARROWS[event.key];
    if (!arrow) return;
    picture.node.classList.add("touched");
    hand.coasting = null;
    event.preventDefault();
    event.stopPropagation();
    const [right, up] = arrow;
    if (grip.turner) {
      const [azimuth, elevation] = picture.frame.turns[grip.index];
      turn(grip, azimuth - KEY_TURN * right, elevation + KEY_TURN * up, true);
    } else {
      const fine = event.shiftKey ? FINE : 1;
      line.post({ type: "nudge", handle: grip.index, right: right * fine, up: up * fine });
    }
  };
  // a surface that was let go while it moved turns on a little, until it is touched again
  function coast(drag) {
    const { grip, at, before, time } = drag;
    if (!(time > before.time)) return;
    const [start, [azimuth, elevation]] = [performance.now(), turnedTo(drag)];
    const far = (moved) => FADE * Math.min(Math.max((DRAG_TURN * moved) / (time - before.time), -SWIFTEST), SWIFTEST);
    const [right, up] = [far(before.at[0] - at[0]), far(at[1] - before.at[1])];
    hand.coasting = drag;
    const step = (now) => {
      if (hand.coasting !== drag || hand.drag) return;
      const share = 1 - Math.exp((start - Math.max(now, start)) / FADE);
      turn(grip, azimuth + right * share, elevation + up * share, share > 0.98);
      if (share > 0.98) hand.coasting = null;
      else requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  }
  function turn(grip, azimuth, elevation, final) {
    line.post({ type: "turn", turner: grip.index, azimuth, elevation, final });
  }

  // -- the pointer
  // what is held is shown under the pointer at once, before the kernel has answered
  hand.follow = () => {
    picture.shift = null;
    if (!hand.drag || hand.drag.grip.turner || hand.drag.grip.rides || player.active()) return;
    const { grip, at } = hand.drag;
    const [left, top, right, bottom] = grip.bounds;
    const [x, y] = picture.frame.handles[grip.index];
    const inside = [Math.min(Math.max(at[0], left), right), Math.min(Math.max(at[1], top), bottom)];
    picture.shift = { handle: grip.index, x: inside[0] - x, y: inside[1] - y };
  };
  const turnedTo = ({ at, start, turned }) => [turned[0] - DRAG_TURN * (at[0] - start[0]), turned[1] + DRAG_TURN * (at[1] - start[1])];
  function report(final) {
    const { grip, at } = hand.drag;
    if (grip.turner) turn(grip, ...turnedTo(hand.drag), final);
    else line.post({ type: "move", handle: grip.index, x: at[0], y: at[1], final });
  }
  function moveTo(event) {
    hand.drag.before = { at: hand.drag.at, time: hand.drag.time ?? event.timeStamp };
    hand.drag.time = event.timeStamp;
    hand.drag.at = picture.locate(event);
    hand.follow();
    if (!hand.drag.grip.turner && !hand.drag.grip.rides) grips.follow(hand.drag.at);
    picture.schedule();
    report(false);
  }
  function take(event) {
    picture.forgetPlace();
    const at = picture.locate(event);
    const grip = grips.at(at, picture.frame);
    // a finger scrolls the page unless it is on something that moves
    if (!grip || event.button !== 0 || (event.pointerType === "touch" && !event.target.closest(".handle, .turner"))) return;
    hand.coasting = null;
    event.preventDefault();
    event.stopPropagation(); // a page that turns at a swipe stays under a drag
    grip.node.focus({ preventScroll: true, focusVisible: false });
    picture.node.setPointerCapture(event.pointerId);
    picture.node.classList.add("dragging");
    for (const one of invitations()) one.pause();
    hand.drag = { grip, at, start: at, turned: grip.turner ? [...picture.frame.turns[grip.index]] : null, pointer: event.pointerId };
    if (grip.turner) return;
    const inside = !grip.node.classList.contains("away");
    if (inside && (!first || event.timeStamp - first.time > AGAIN)) first = { grip, at: picture.frame.handles[grip.index], time: event.timeStamp };
    grips.hold(grip);
    moveTo(event);
  }
  function move(event) {
    if (hand.drag?.pointer !== event.pointerId) return;
    event.stopPropagation();
    moveTo(event);
  }
  function release(event) {
    if (hand.drag?.pointer !== event.pointerId) return;
    event.stopPropagation();
    report(true);
    line.hurry();
    const { drag } = hand;
    hand.drag = null;
    if (drag.grip.turner && !CALM.matches && event.timeStamp - drag.time < RESTING) coast(drag);
    picture.forgetPlace();
    for (const one of invitations()) one.play();
    grips.loose();
    picture.node.classList.remove("dragging");
  }
  hand.undo = () => {
    if (first) line.post({ type: "move", handle: first.grip.index, x: first.at[0], y: first.at[1], final: true });
    first = null;
  };
  const acts = { pointerdown: take, pointermove: move, pointerup: release, pointercancel: release, focusout: line.hurry };
  for (const [kind, act] of Object.entries(acts)) picture.node.addEventListener(kind, act);
  return hand;
}
