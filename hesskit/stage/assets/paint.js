// Paints a display list: see display_list.py for what it holds.
const SUBPIXELS = 16;

function paintText(context, operation) {
  context.translate(operation.x, operation.y);
  context.rotate((-operation.angle * Math.PI) / 180);
  context.font = `${operation.bold ? "bold " : ""}${operation.size}px "DejaVu Sans", Verdana, sans-serif`;
  context.textAlign = operation.align ?? "left";
  context.textBaseline = operation.baseline ?? "alphabetic";
  context.fillStyle = operation.fill;
  context.fillText(operation.text, 0, 0);
}

function paintPath(context, operation, points, start) {
  if (operation.clip) {
    context.beginPath();
    context.rect(...operation.clip);
    context.clip();
  }
  if (operation.stroke) {
    context.strokeStyle = operation.stroke;
    context.lineWidth = operation.width;
    context.lineCap = operation.cap === "projecting" ? "square" : operation.cap;
    context.lineJoin = operation.join;
    context.setLineDash(operation.dash);
  }
  let at = start;
  function shape(lengths, fill) {
    context.beginPath();
    for (const length of lengths) {
      for (let index = 0; index < length; index += 1, at += 2) {
        const [x, y] = [points[at] / SUBPIXELS, points[at + 1] / SUBPIXELS];
        if (index) context.lineTo(x, y);
        else context.moveTo(x, y);
      }
      if (operation.close) context.closePath();
    }
    if (fill) {
      context.fillStyle = fill;
      context.fill();
    }
    if (operation.stroke) context.stroke();
  }
  shape(operation.lengths, operation.fill);
}

// the faces of a mesh lie over one another, and overlap a little: or the paper would shine through between them
function paintMesh(context, { corners, fills, width }, points, start) {
  context.lineWidth = width;
  context.lineJoin = "round";
  for (let face = 0, at = start; 6 * face < fills.length; face += 1) {
    context.beginPath();
    for (let corner = 0; corner < corners; corner += 1, at += 2) context.lineTo(points[at] / SUBPIXELS, points[at + 1] / SUBPIXELS);
    context.closePath();
    context.fillStyle = context.strokeStyle = `#${fills.slice(6 * face, 6 * face + 6)}`;
    context.fill();
    context.stroke();
  }
}

function paintStill(backdrop, canvas, bitmap) {
  [backdrop.width, backdrop.height] = [canvas.width, canvas.height];
  if (bitmap) backdrop.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
}

function paint(context, size, frame, shift) {
  const scale = context.canvas.width / size[0];
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, ...size);
  const buffer = frame.points;
  const points = new Int16Array(buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength));
  let start = 0;
  for (const operation of frame.operations) {
    context.save();
    // the browser moves the dragged handle by itself, before the kernel has answered
    if (shift && operation.handle === shift.handle) context.translate(shift.x, shift.y);
    if (operation.text !== undefined) paintText(context, operation);
    else if (operation.fills) {
      paintMesh(context, operation, points, start);
      start += (2 * operation.corners * operation.fills.length) / 6;
    } else {
      paintPath(context, operation, points, start);
      start += 2 * operation.lengths.reduce((sum, length) => sum + length, 0);
    }
    context.restore();
  }
}
