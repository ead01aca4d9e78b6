//! Rules of the house that a compiler cannot keep: doors between rooms, words in the wrong room,
//! forgotten files, files that grew too long.

mod doors;
mod features;
mod files;
mod pictures;
mod residence;
mod threats;
mod words;
