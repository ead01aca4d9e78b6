// Line icons on a 24 grid: one stroke, round ends, no fill, one meaning each.
// The drawings are those of the design reference.

export const icons = {
  house:
    '<path d="M4 11l8-7 8 7"/><path d="M6 9.5V20h12V9.5"/><path d="M10 20v-5.5h4V20"/>',
  code:
    '<rect x="4" y="4" width="6.5" height="6.5" rx=".8"/><rect x="13.5" y="4" width="6.5" height="6.5" rx=".8"/><rect x="4" y="13.5" width="6.5" height="6.5" rx=".8"/><path d="M13.5 13.5h2.5V16"/><path d="M20 13.5v2.5"/><path d="M13.5 20h2.5"/><path d="M18.5 18.5H20V20"/>',
  search:
    '<circle cx="10.5" cy="10.5" r="6"/><path d="M15 15l5 5"/>',
  card:
    '<rect x="3" y="5" width="18" height="14" rx="2"/><circle cx="8.5" cy="10.8" r="2"/><path d="M5.5 16c.5-1.8 1.6-2.6 3-2.6s2.5.8 3 2.6"/><path d="M14.5 10H18"/><path d="M14.5 14H18"/>',
  person:
    '<circle cx="12" cy="7.5" r="3.5"/><path d="M5 20c.5-4.3 3.3-6.5 7-6.5s6.5 2.2 7 6.5"/>',
  family:
    '<circle cx="8" cy="7" r="2.8"/><circle cx="17" cy="11" r="2"/><path d="M3 20v-2.5a5 5 0 0 1 10 0V20"/><path d="M14.3 16.2a3.5 3.5 0 0 1 6.2 2.2V20"/>',
  desk:
    '<circle cx="12" cy="6.3" r="3"/><path d="M6.5 15c.4-3.2 2.6-4.5 5.5-4.5s5.1 1.3 5.5 4.5"/><path d="M3 15h18"/><path d="M5 15v5.5h14V15"/><path d="M10.5 18h3"/>',
  textSize:
    '<path d="M3.5 8.5h11"/><path d="M9 3.5v5c0 5.3-2 9-5.5 11.5"/><path d="M9 8.5c.5 5.3 2.5 9 5.5 11.5"/><path d="M18.5 4v6"/><path d="M15.8 7h5.4"/>',
  textSmaller:
    '<path d="M3.5 8.5h11"/><path d="M9 3.5v5c0 5.3-2 9-5.5 11.5"/><path d="M9 8.5c.5 5.3 2.5 9 5.5 11.5"/><path d="M15.8 7h5.4"/>',
  language:
    '<circle cx="12" cy="12" r="8.3"/><path d="M3.7 12h16.6"/><path d="M12 3.7c2.4 2.4 3.6 5.2 3.6 8.3s-1.2 5.9-3.6 8.3c-2.4-2.4-3.6-5.2-3.6-8.3s1.2-5.9 3.6-8.3z"/>',
  back:
    '<path d="M20 12H5"/><path d="M11 6l-6 6 6 6"/>',
  next:
    '<path d="M4 12h15"/><path d="M13 6l6 6-6 6"/>',
  enter:
    '<path d="M9 5l7 7-7 7"/>',
  tick:
    '<path d="M4.5 12.5l5 5L20 7"/>',
  done:
    '<circle cx="12" cy="12" r="8.5"/><path d="M8 12.3l2.8 2.8L16 9.7"/>',
  info:
    '<circle cx="12" cy="12" r="8.5"/><path d="M12 11.3v5"/><path d="M12 7.8v.1"/>',
  warn:
    '<path d="M12 4 2.8 20h18.4z"/><path d="M12 10.3v4.2"/><path d="M12 17.2v.1"/>',
  stop:
    '<path d="M8.3 3.5h7.4l4.8 4.8v7.4l-4.8 4.8H8.3l-4.8-4.8V8.3z"/><path d="M9.2 9.2l5.6 5.6"/><path d="M14.8 9.2l-5.6 5.6"/>',
  wait:
    '<circle cx="12" cy="12" r="8.5"/><path d="M12 7v5.2l3.5 2"/>',
  online:
    '<path d="M3.5 10a12 12 0 0 1 17 0"/><path d="M6.5 13.3a7.8 7.8 0 0 1 11 0"/><path d="M9.5 16.5a3.6 3.6 0 0 1 5 0"/><path d="M12 19.5v.1"/>',
  offline:
    '<path d="M3.5 10a12 12 0 0 1 5-3.1"/><path d="M13 6.6a12 12 0 0 1 7.5 3.4"/><path d="M6.5 13.3a7.8 7.8 0 0 1 4-2.1"/><path d="M9.5 16.5a3.6 3.6 0 0 1 5 0"/><path d="M12 19.5v.1"/><path d="M4.5 3.5l15 17"/>',
  waiting:
    '<path d="M4 13l2.5-8h11L20 13v6.5H4z"/><path d="M4 13h4.5l1.2 2.5h4.6l1.2-2.5H20"/>',
  calendar:
    '<rect x="4" y="5.5" width="16" height="15" rx="2"/><path d="M4 10.3h16"/><path d="M8.5 3v4"/><path d="M15.5 3v4"/>',
  message:
    '<path d="M4 5h16v11.5h-9.5L6.5 20v-3.5H4z"/><path d="M8 9.3h8"/><path d="M8 12.5h5"/>',
  owner:
    '<circle cx="8" cy="12" r="4"/><path d="M12 12h9"/><path d="M17.3 12v3.5"/><path d="M21 12v2.8"/>',
  change:
    '<path d="M5 19l.8-3.8L16 5l3 3L8.8 18.2z"/><path d="M13.8 7.2l3 3"/>',
  remove:
    '<path d="M5 7h14"/><path d="M9.5 7V4.5h5V7"/><path d="M7 7l.8 13h8.4L17 7"/>',
  add:
    '<path d="M12 5v14"/><path d="M5 12h14"/>',
  keyboard:
    '<rect x="2.5" y="6" width="19" height="12.5" rx="2"/><path d="M6 10h.1"/><path d="M9 10h.1"/><path d="M12 10h.1"/><path d="M15 10h.1"/><path d="M18 10h.1"/><path d="M8 14.8h8"/>',
  handScanner:
    '<path d="M3.5 6h12l3.5 3v3.5h-7.5l-1 2 1.3 6H8L6 12.5H3.5z"/><path d="M21.5 7.5v.1"/><path d="M21.5 10.8v.1"/><path d="M9.5 9.2h3"/>',
  camera:
    '<rect x="3" y="7" width="18" height="12.5" rx="2"/><path d="M8.3 7 10 4.3h4L15.7 7"/><circle cx="12" cy="13" r="3.5"/>',
  nearer:
    '<rect x="8.5" y="2.8" width="7" height="11" rx="1.3"/><path d="M12 21v-4"/><path d="M9.3 19.3 12 16.6l2.7 2.7"/><path d="M3 12V8"/><path d="M21 12V8"/>',
  privacy:
    '<rect x="5" y="11" width="14" height="9.5" rx="2"/><path d="M8 11V8a4 4 0 0 1 8 0v3"/>',
  erase:
    '<path d="M8.5 5.5H21v13H8.5L3 12z"/><path d="M12 9.7l4.6 4.6"/><path d="M16.6 9.7 12 14.3"/>',
  again:
    '<path d="M20 12a8 8 0 1 1-2.4-5.7"/><path d="M20 3.8v4.7h-4.7"/>',
  work:
    '<path d="M2.8 17h18.4v2.8H2.8z"/><path d="M5 17v-2a7 7 0 0 1 14 0v2"/><path d="M10 8.3V13"/><path d="M14 8.3V13"/>',
  business:
    '<path d="M3 9.5l2-5h14l2 5"/><path d="M3 9.5a2.25 2.25 0 0 0 4.5 0 2.25 2.25 0 0 0 4.5 0 2.25 2.25 0 0 0 4.5 0 2.25 2.25 0 0 0 4.5 0"/><path d="M3 9.5h18"/><path d="M5 12.5V20h14v-7.5"/><path d="M9.8 20v-4.5h4.4V20"/>',
  student:
    '<path d="M7 9.5a5 5 0 0 1 10 0V20.5H7z"/><path d="M10 4.7V3h4v1.7"/><path d="M7 14h10"/><path d="M12 14v2.3"/><path d="M7 12.5H4.5v6H7"/><path d="M17 12.5h2.5v6H17"/>',
  study:
    '<path d="M12 6.5C10 5 7 4.5 3.5 4.8v13.4c3.5-.3 6.5.2 8.5 1.8 2-1.6 5-2.1 8.5-1.8V4.8C17 4.5 14 5 12 6.5z"/><path d="M12 6.5V20"/>',
  accompany:
    '<path d="M2.8 10.5 12 3.5l9.2 7"/><circle cx="9" cy="12.5" r="2"/><circle cx="15.5" cy="14" r="1.6"/><path d="M5.3 20.5v-1a3.7 3.7 0 0 1 7.4 0v1"/><path d="M14.3 17.8a2.9 2.9 0 0 1 4.2 2v.7"/>',
  medical:
    '<path d="M12 20S4 15.3 4 9.6A4.3 4.3 0 0 1 12 7.3a4.3 4.3 0 0 1 8 2.3C20 15.3 12 20 12 20z"/><path d="M12 9.8v5"/><path d="M9.5 12.3h5"/>',
  visit:
    '<path d="M4.5 10.5h11v4.5a4.5 4.5 0 0 1-4.5 4.5H9A4.5 4.5 0 0 1 4.5 15z"/><path d="M15.5 11.5H17a2.4 2.4 0 0 1 0 4.8h-1.7"/><path d="M8.3 4.3c-1 1.2 1 1.8 0 3.2"/><path d="M12 4.3c-1 1.2 1 1.8 0 3.2"/>',
  other:
    '<circle cx="5.5" cy="12" r="1.2"/><circle cx="12" cy="12" r="1.2"/><circle cx="18.5" cy="12" r="1.2"/>',
  owned:
    '<path d="M3.5 11 12 4l8.5 7"/><path d="M5.5 9.5V20h13V9.5"/><circle cx="10" cy="14" r="1.9"/><path d="M11.9 14h4.3v2"/>',
  rented:
    '<path d="M3.5 11 12 4l8.5 7"/><path d="M5.5 9.5V20h13V9.5"/><path d="M9.3 12.3h5.4"/><path d="M9.3 15.8h5.4"/>',
  boarding:
    '<path d="M3 19V6"/><path d="M3 15.5h18V19"/><path d="M21 15.5v-2a2.7 2.7 0 0 0-2.7-2.7H10.5v4.7"/><circle cx="6.7" cy="12" r="1.8"/>',
  borrowed:
    '<path d="M3.5 11 12 4l8.5 7"/><path d="M5.5 9.5V20h13V9.5"/><circle cx="9.7" cy="13.5" r="1.4"/><circle cx="14.5" cy="13.5" r="1.4"/><path d="M7.3 17.8a2.5 2.5 0 0 1 4.8 0"/><path d="M12.1 17.8a2.5 2.5 0 0 1 4.8 0"/>',
  unitDorm:
    '<path d="M6 20.5V3.5h12v17"/><path d="M3.5 20.5h17"/><path d="M9.5 7.5h1"/><path d="M13.5 7.5h1"/><path d="M9.5 11.5h1"/><path d="M13.5 11.5h1"/><path d="M10.3 20.5V16h3.4v4.5"/>',
  dormitory:
    '<path d="M3 20V10l9-3 9 3v10"/><path d="M2 20h20"/><path d="M7 13.5h3v3H7z"/><path d="M14 20v-6.5h3.5V20"/>',
  apartment:
    '<path d="M3.5 20.5v-11h7v11"/><path d="M10.5 20.5v-17h10v17"/><path d="M2 20.5h20"/><path d="M6 13h2"/><path d="M6 16.5h2"/><path d="M14 7.5h3"/><path d="M14 11.5h3"/><path d="M14 15.5h3"/>',
  paper:
    '<path d="M6 3.5h8.5L18 7v13.5H6z"/><path d="M14 3.5V7.5h4"/><path d="M9 11.5h6"/><path d="M9 15.5h6"/>',
  leave:
    '<path d="M10 4H5v16h5"/><path d="M14 8l4 4-4 4"/><path d="M18 12H9.5"/>',
  address:
    '<path d="M12 21s-6.5-6-6.5-11a6.5 6.5 0 0 1 13 0c0 5-6.5 11-6.5 11z"/><circle cx="12" cy="10" r="2.3"/>',
  agree:
    '<path d="M8 12V5.5a1.5 1.5 0 0 1 3 0V11"/><path d="M11 10.5V4.5a1.5 1.5 0 0 1 3 0V11"/><path d="M14 11V6.5a1.5 1.5 0 0 1 3 0V15a6 6 0 0 1-6 6c-2.6 0-4-1-5.3-3.3L3.5 13.5a1.5 1.5 0 0 1 2.6-1.5L8 14.5"/>',
  saved:
    '<path d="M5 4h11l3.5 3.5V20H5z"/><path d="M8.5 4v5h6V4"/><path d="M8.5 20v-6h7.5v6"/>',
} as const;

export type IconName = keyof typeof icons;
