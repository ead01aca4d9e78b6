// Where the numbers of several codes stand over the picture: on their codes, but never so close that a
// finger could mean two of them.

export interface Spot {
  x: number;
  y: number;
}

export interface Room {
  width: number;
  height: number;
}

/** Puts points of a picture (as parts of its sides) where they are drawn when it fits into this room. */
export function drawnAt(part: Spot, picture: Room, room: Room): Spot {
  const scale = Math.min(room.width / picture.width, room.height / picture.height);
  return {
    x: room.width / 2 + (part.x - 0.5) * picture.width * scale,
    y: room.height / 2 + (part.y - 0.5) * picture.height * scale,
  };
}

/** Moves spots of this size into the room and apart from each other, the order from the left kept. */
export function spread(spots: readonly Spot[], size: number, gap: number, room: Room): Spot[] {
  const half = size / 2;
  const within = (value: number, side: number): number => Math.min(Math.max(value, half), Math.max(half, side - half));
  const inside = spots.map(({ x, y }) => ({ x: within(x, room.width), y: within(y, room.height) }));
  const least = size + gap;
  const near = (one: Spot, other: Spot): boolean => Math.abs(one.x - other.x) < least && Math.abs(one.y - other.y) < least;
  if (!inside.some((one, place) => inside.slice(place + 1).some((other) => near(one, other)))) return inside;
  const row = inside
    .map((spot, place) => ({ spot, from: spots[place]?.x ?? 0 }))
    .sort((one, other) => one.from - other.from)
    .map(({ spot }) => spot);
  row.forEach((spot, place) => (spot.x = Math.max(spot.x, (row[place - 1]?.x ?? -Infinity) + least)));
  row.reverse().forEach((spot, place) => {
    spot.x = Math.min(spot.x, (row[place - 1]?.x ?? room.width - half + least) - least);
  });
  return inside;
}
