//! Stories: the path of a declaration and the services without a window, once on each of the
//! centre's stores.

mod code_pictures;
mod receipts;
mod services;
mod sticks;
mod whole_path;
