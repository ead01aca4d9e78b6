//! Corrections of the frozen edition: `data/overrides.csv`, each with its dates and its source.
//!
//! Columns `code,op,name,parent,from,to,source`; no field holds a comma. `from` and `to` are both
//! included and may be empty. The original code is never changed.

use chrono::NaiveDate;

use crate::code::DivisionCode;

/// Why the overrides cannot be applied; the line counts from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum OverrideError {
    /// Not seven fields.
    #[error("OVERRIDE_FIELDS")]
    Fields(usize),
    /// A code that is none, or that names nothing.
    #[error("OVERRIDE_CODE")]
    Code(usize),
    /// A word in `op` that is none of the five.
    #[error("OVERRIDE_OP")]
    Op(usize),
    /// A date that is none.
    #[error("OVERRIDE_DATE")]
    Date(usize),
    /// No source, or no name where one is needed.
    #[error("OVERRIDE_EMPTY")]
    Empty(usize),
}

/// What is done to one division.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Operation {
    /// `add`: a division that the edition does not have.
    Add(String),
    /// `rename`: a new name, or the right spelling; the old one is still found.
    Rename(String),
    /// `alias`: another name that is found and never shown.
    Alias(String),
    /// `close`: listed no longer; its code is still understood.
    Close,
    /// `merge`: closed, and its name finds the division that took it over (`parent`).
    Merge(DivisionCode),
}

/// One line that is in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Override {
    pub(crate) line: usize,
    pub(crate) code: DivisionCode,
    pub(crate) operation: Operation,
}

/// Reads the lines that are in force on a day.
pub(crate) fn in_force(text: &str, on: NaiveDate) -> Result<Vec<Override>, OverrideError> {
    let mut found = Vec::new();
    for (place, row) in text.lines().enumerate().skip(1) {
        if let Some(entry) = read(row, place + 1, on)? {
            found.push(entry);
        }
    }
    Ok(found)
}

fn read(row: &str, line: usize, on: NaiveDate) -> Result<Option<Override>, OverrideError> {
    let fields: Vec<&str> = row.split(',').map(str::trim).collect();
    let [code, op, name, parent, from, to, source] = fields[..] else {
        return Err(OverrideError::Fields(line));
    };
    let code = DivisionCode::parse(code).map_err(|_| OverrideError::Code(line))?;
    let (from, to) = (date(from, line)?, date(to, line)?);
    let named = || match name {
        "" => Err(OverrideError::Empty(line)),
        name => Ok(name.to_owned()),
    };
    let operation = match op {
        "add" => Operation::Add(named()?),
        "rename" => Operation::Rename(named()?),
        "alias" => Operation::Alias(named()?),
        "close" => Operation::Close,
        "merge" => {
            let into = DivisionCode::parse(parent).map_err(|_| OverrideError::Code(line))?;
            Operation::Merge(into)
        }
        _ => return Err(OverrideError::Op(line)),
    };
    if source.is_empty() {
        return Err(OverrideError::Empty(line));
    }
    let begun = from.is_none_or(|from| from <= on);
    let lasting = to.is_none_or(|to| on <= to);
    Ok((begun && lasting).then_some(Override {
        line,
        code,
        operation,
    }))
}

fn date(text: &str, line: usize) -> Result<Option<NaiveDate>, OverrideError> {
    match text {
        "" => Ok(None),
        text => text
            .parse()
            .map(Some)
            .map_err(|_| OverrideError::Date(line)),
    }
}
