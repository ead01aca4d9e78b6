// Where one leaf ends and the next begins.

interface Box {
  top: number;
  bottom: number;
}

/**
 * Returns the place of the first item of each leaf, from boxes laid out one below the other whose last one
 * is the row that turns the leaves. An item higher than the room has a leaf of its own.
 */
export function leavesOf(boxes: readonly Box[], room: number): number[] {
  const items = boxes.slice(0, -1);
  const [top, end] = [items[0]?.top ?? 0, items.at(-1)?.bottom ?? 0];
  if (end - top <= room) return [0];
  const turner = (boxes.at(-1)?.bottom ?? 0) - end;
  const starts = [0];
  let start = top;
  items.forEach((box, place) => {
    if (place === starts.at(-1) || box.bottom - start <= room - turner) return;
    starts.push(place);
    start = box.top;
  });
  return starts;
}
