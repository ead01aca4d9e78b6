//! Keys of a browser that a kiosk has no use for.

use tauri::{Runtime, plugin::TauriPlugin};
use tauri_plugin_prevent_default::{
    Builder, Flags, KeyboardShortcut,
    ModifierKey::{self, AltKey, CtrlKey, MetaKey, ShiftKey},
};

/// Keys that open, print, save, zoom, search, leave or inspect in some web view.
const LETTERS: &[&str] = &[
    "a", "b", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p", "q", "r", "s", "t",
    "u", "w", "y", "+", "-", "=", "0",
];
const MOVES: &[&str] = &["ArrowLeft", "ArrowRight", "Home", "F4"];

/// Keeps them from the web view; typing, moving the focus and copying inside a field stay.
pub(crate) fn restraint<R: Runtime>() -> TauriPlugin<R> {
    // Moving the focus backwards is how a person without a pointer corrects a step.
    let mut builder = Builder::new().with_flags(Flags::all().difference(Flags::FOCUS_MOVE));
    let all: &[&[ModifierKey]] = &[
        &[],
        &[CtrlKey],
        &[ShiftKey],
        &[AltKey],
        &[CtrlKey, ShiftKey],
    ];
    for number in 1..=12 {
        for modifiers in all {
            builder = builder.shortcut(KeyboardShortcut::with_modifiers(
                format!("F{number}"),
                modifiers,
            ));
        }
    }
    let held: &[&[ModifierKey]] = &[
        &[CtrlKey],
        &[CtrlKey, ShiftKey],
        &[CtrlKey, AltKey],
        &[MetaKey],
        &[AltKey],
    ];
    for letter in LETTERS {
        for modifiers in held {
            // Selecting everything in a field is part of typing.
            if *letter != "a" || modifiers.len() > 1 {
                builder = builder.shortcut(KeyboardShortcut::with_modifiers(*letter, modifiers));
            }
        }
    }
    for key in MOVES {
        builder = builder.shortcut(KeyboardShortcut::with_modifiers(*key, &[AltKey]));
    }
    builder.build()
}
