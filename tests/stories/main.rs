//! Stories: the path of a declaration without a window, once on each of the centre's stores.

mod code_pictures;
mod receipts;
mod whole_path;
