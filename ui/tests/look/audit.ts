// What a program can see of a screen: what is cut, what lies on what, what is too small or too pale.
// Lengths are pixels of a 21.5-inch panel with 1920 × 1080, where a millimetre is 4.03 of them.

const MM = 4.03;
/** Least sides and gaps of screens.md 5, with half a pixel for rounding. */
const TARGET_PX = 15 * MM - 0.5;
const MAIN_PX = 20 * MM - 0.5;
const GAP_PX = 4 * MM - 0.5;
const CONTRAST = 7;
const SLACK_PX = 1.5;
const TARGETS = "button, input, [role=button], [role=radio], [role=checkbox]";
const MAIN = ".btn--main, .tile, .choice--tall, .actions .btn";
/** Rows of one list may touch where each is so high (look.md, grid). */
const ROW_PX = 20 * MM - 0.5;

export interface Finding {
  what: string;
  where: string;
  more: string;
}

interface Words {
  element: Element;
  node: Node;
  text: string;
  /** One box a line, as high as the characters and not as the line. */
  lines: DOMRect[];
}

/** Returns everything that is wrong with the screen as it stands. */
export function findings(): Finding[] {
  const targets = [...top().querySelectorAll(TARGETS)].filter(isSeen);
  const words = written();
  return [
    ...[...cut(words), ...torn(words), ...orphans(words), ...piled(words), ...covered(words, targets)],
    ...[...stacked(), ...behind(words), ...lost(targets), ...small(targets), ...close(targets), ...pale(words), ...raw(words)],
  ];
}

/** Returns what is written in which face, for the look at glyphs. */
export function faces(): { style: string; text: string }[] {
  return written().map(({ element, text }) => {
    const { fontFamily, fontWeight } = getComputedStyle(element);
    const lang = element.closest("[lang]")?.getAttribute("lang") ?? "";
    return { style: JSON.stringify({ fontFamily, fontWeight, lang }), text };
  });
}

/** What lies over everything else hides the rest. */
function top(): Element {
  return [...document.querySelectorAll(".over")].at(-1) ?? document.body;
}

function isSeen(element: Element): boolean {
  const { width, height } = element.getBoundingClientRect();
  return width > 1 && height > 1 && element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
}

function named(element: Element): string {
  const test = element.closest("[data-test]")?.getAttribute("data-test");
  const text = (element.textContent ?? "").trim().replace(/\s+/g, " ").slice(0, 24);
  return [test, `${element.tagName.toLowerCase()}.${element.classList[0] ?? ""}`, text && `“${text}”`].filter(Boolean).join(" ");
}

function written(): Words[] {
  const walker = document.createTreeWalker(top(), NodeFilter.SHOW_TEXT);
  const words: Words[] = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    const text = (node.nodeValue ?? "").replace(/\u200b/g, "").trim();
    if (!element || text === "" || element.closest("script, style, .vh, .paper") || !isSeen(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const height = parseFloat(getComputedStyle(element).fontSize);
    const lines = [...range.getClientRects()]
      .filter(({ width }) => width > 1)
      .map((box) => new DOMRect(box.x, box.y + (box.height - height) / 2, box.width, height));
    if (lines.length > 0 && !isLeftOut(element, lines)) words.push({ element, node, text, lines });
  }
  return words;
}

/** What is marked so may be left out for want of room, but as a whole. */
function isLeftOut(element: Element, lines: DOMRect[]): boolean {
  const frame = element.closest("[data-spare]")?.parentElement?.getBoundingClientRect();
  return frame !== undefined && lines.every((line) => !meet(line, frame, 0));
}

/** Text outside the glass, outside what clips it, or outside the card or button that it belongs to. */
function cut(words: Words[]): Finding[] {
  const glass = new DOMRect(0, 0, innerWidth, innerHeight);
  return words.flatMap(({ element, lines }) => {
    for (const line of lines) {
      if (leaves(line, glass)) return [{ what: "outside", where: named(element), more: by(line, glass) }];
      for (let box: Element | null = element; box && box !== document.documentElement; box = box.parentElement) {
        const style = getComputedStyle(box);
        const frame = box.getBoundingClientRect();
        if (style.display.startsWith("inline") && box === element && !style.display.includes("-")) continue;
        const clips = style.overflowX !== "visible" || style.overflowY !== "visible";
        const drawn = parseFloat(style.borderTopWidth) > 0 || opaque(style.backgroundColor);
        if ((clips || drawn) && leaves(line, frame)) {
          return [{ what: clips ? "cut" : "overflows", where: named(element), more: `${by(line, frame)} of ${box.classList[0] ?? box.tagName}` }];
        }
        if (style.position === "fixed") break;
      }
    }
    return [];
  });
}

/** A Latin word that begins on one line and ends on the next without a hyphen. */
function torn(words: Words[]): Finding[] {
  return words.flatMap(({ element, node, lines }) => {
    if (lines.length < 2) return [];
    for (const { 0: word, index } of (node.nodeValue ?? "").matchAll(/[\p{Script=Latin}\d]{2,}/gu)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + word.length);
      const tops = new Set([...range.getClientRects()].filter(({ width }) => width > 1).map(({ top }) => Math.round(top)));
      if (tops.size > 1) return [{ what: "torn", where: named(element), more: word }];
    }
    return [];
  });
}

/** One Han character alone on the last line of a short text. */
function orphans(words: Words[]): Finding[] {
  return words.flatMap(({ element, text, lines }) => {
    const last = lines.at(-1);
    const short = element.closest("h1, h2, .btn, .tile__name, .choice, .item__main b, .topic b");
    if (!last || !short || lines.length < 2 || !/\p{Script=Han}/u.test(text)) return [];
    const alone = last.width < last.height * 1.6 && last.top > (lines.at(-2)?.top ?? 0) + 1;
    return alone ? [{ what: "orphan", where: named(element), more: text }] : [];
  });
}

function leaves(line: DOMRect, frame: DOMRect): boolean {
  return by(line, frame) !== "";
}

function by(line: DOMRect, frame: DOMRect): string {
  const over = { left: frame.left - line.left, right: line.right - frame.right, top: frame.top - line.top, bottom: line.bottom - frame.bottom };
  return Object.entries(over).flatMap(([side, px]) => (px > SLACK_PX ? [`${Math.round(px)} px ${side}`] : [])).join(", ");
}

/** Text on other text. */
function piled(words: Words[]): Finding[] {
  const lines = words.flatMap(({ element, lines }) => lines.map((box) => ({ element, box })));
  return lines.flatMap(({ element, box }, place) =>
    lines.slice(place + 1).flatMap((other) => {
      if (other.element === element || !meet(box, other.box, -2)) return [];
      return [{ what: "text on text", where: named(element), more: named(other.element) }];
    }),
  );
}

/** Text that a target or a picture lies on, or that lies on one which is not its own. */
function covered(words: Words[], targets: Element[]): Finding[] {
  const pictures = [...top().querySelectorAll("svg.pic, svg.icon, svg.qr")].filter((each) => isSeen(each) && !each.closest(".street, .finder"));
  return words.flatMap(({ element, lines }) => {
    const foreign = (other: Element) => !other.contains(element) && !element.contains(other);
    const on = (others: Element[]) =>
      others.find((other) => foreign(other) && lines.some((line) => meet(line, other.getBoundingClientRect(), -3)));
    const target = on(targets);
    const picture = on(pictures);
    return [
      ...(target ? [{ what: "text on target", where: named(element), more: named(target) }] : []),
      ...(picture ? [{ what: "text on picture", where: named(element), more: named(picture) }] : []),
    ];
  });
}

/** Text that something else is drawn over. */
function behind(words: Words[]): Finding[] {
  return words.flatMap(({ element, lines }) => {
    for (const line of lines) {
      for (const part of [0.1, 0.5, 0.9]) {
        const front = document.elementFromPoint(line.x + line.width * part, line.y + line.height / 2);
        // A ring around a number is drawn with the number inside.
        if (front && !(front instanceof SVGElement) && !front.contains(element) && !element.contains(front) && front.parentElement !== element.parentElement) {
          return [{ what: "behind", where: named(element), more: named(front) }];
        }
      }
    }
    return [];
  });
}

/** Cards, notices, bars and what else has an edge or a ground of its own, one on the other. */
function stacked(): Finding[] {
  const drawn = [...top().querySelectorAll("*")].filter((each) => {
    if (each instanceof SVGElement || !isSeen(each) || each.closest(".finder, [data-spare]") || each.matches(".veil")) return false;
    const { borderTopWidth, backgroundColor, position } = getComputedStyle(each);
    return position !== "absolute" && position !== "fixed" && (parseFloat(borderTopWidth) > 0 || opaque(backgroundColor) || each.matches(".head"));
  });
  return drawn.flatMap((one, place) =>
    drawn.slice(place + 1).flatMap((other) => {
      if (one.contains(other) || other.contains(one) || !meet(one.getBoundingClientRect(), other.getBoundingClientRect(), -3)) return [];
      return [{ what: "box on box", where: named(one), more: named(other) }];
    }),
  );
}

/** A target that is not wholly on the glass, or that something cuts. */
function lost(targets: Element[]): Finding[] {
  return targets.flatMap((target) => {
    const box = target.getBoundingClientRect();
    for (let frame = target.parentElement; frame; frame = frame.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(frame);
      if (getComputedStyle(frame).position === "fixed") break;
      if (overflowX === "visible" && overflowY === "visible") continue;
      const bounds = frame === document.body ? new DOMRect(0, 0, innerWidth, innerHeight) : frame.getBoundingClientRect();
      if (leaves(box, bounds)) return [{ what: "target cut", where: named(target), more: `${by(box, bounds)} of ${frame.classList[0] ?? "the glass"}` }];
    }
    return [];
  });
}

function meet(one: DOMRect, other: DOMRect, reach: number): boolean {
  const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
  const down = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
  return across > -reach && down > -reach;
}

function small(targets: Element[]): Finding[] {
  return targets.flatMap((target) => {
    const box = target.matches("input") ? (target.closest(".field__box") ?? target) : target;
    const { width, height } = box.getBoundingClientRect();
    const least = target.matches(MAIN) ? MAIN_PX : TARGET_PX;
    if (Math.min(width, height) >= least) return [];
    return [{ what: "small", where: named(target), more: `${(width / MM).toFixed(1)} × ${(height / MM).toFixed(1)} mm` }];
  });
}

function close(targets: Element[]): Finding[] {
  const found: Finding[] = [];
  targets.forEach((one, place) => {
    const box = one.getBoundingClientRect();
    for (const other of targets.slice(place + 1)) {
      if (one.contains(other) || other.contains(one)) continue;
      const beside = other.getBoundingClientRect();
      const gap = Math.max(
        Math.max(box.left, beside.left) - Math.min(box.right, beside.right),
        Math.max(box.top, beside.top) - Math.min(box.bottom, beside.bottom),
      );
      const rows = one.parentElement === other.parentElement && one.matches(".item") && Math.min(box.height, beside.height) >= ROW_PX;
      if (gap >= GAP_PX || (rows && gap >= -SLACK_PX)) continue;
      found.push({ what: gap < -SLACK_PX ? "target on target" : "close", where: named(one), more: `${named(other)}, ${(gap / MM).toFixed(1)} mm` });
    }
  });
  return found;
}

/** Text of too little contrast; over a picture the ground cannot be told and is left out. */
function pale(words: Words[]): Finding[] {
  return words.flatMap(({ element }) => {
    const ground = groundOf(element);
    if (!ground) return [];
    const { color, fill } = getComputedStyle(element);
    const ink = element instanceof SVGElement ? fill : color;
    const ratio = contrast(rgb(ink), rgb(ground));
    if (ratio >= CONTRAST) return [];
    return [{ what: "pale", where: named(element), more: `${ratio.toFixed(1)} : 1, ${ink} on ${ground}` }];
  });
}

function groundOf(element: Element): string | null {
  for (let box: Element | null = element; box; box = box.parentElement) {
    if (box instanceof SVGElement) return null;
    const { backgroundColor, backgroundImage } = getComputedStyle(box);
    if (backgroundImage !== "none") return null;
    if (opaque(backgroundColor)) return backgroundColor;
  }
  return "rgb(255, 255, 255)";
}

function opaque(colour: string): boolean {
  const [, , , alpha = 1] = rgb(colour);
  return alpha > 0.99;
}

function rgb(colour: string): number[] {
  return (colour.match(/[\d.]+/g) ?? []).map(Number);
}

function contrast(one: number[], other: number[]): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

function luminance([red = 0, green = 0, blue = 0]: number[]): number {
  const [r = 0, g = 0, b = 0] = [red, green, blue].map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** A key of the words where a sentence should be, or a gap that nobody filled. */
function raw(words: Words[]): Finding[] {
  return words.flatMap(({ element, text }) =>
    /^[a-z]\w*(\.\w+)+$|\{\w+\}|undefined|\bNaN\b/.test(text) ? [{ what: "no words", where: named(element), more: text }] : [],
  );
}
