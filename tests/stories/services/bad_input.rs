//! Wrong input at every field: what is wrong is named, and what was said before stays.
