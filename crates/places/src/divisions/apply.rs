//! What an override does to the tree.

use super::{Divisions, OtherName};
use crate::overrides::{Operation, Override, OverrideError};

impl Divisions {
    pub(super) fn apply(&mut self, entry: Override) -> Result<(), OverrideError> {
        let unknown = OverrideError::Code(entry.line);
        let known = self.nodes.iter().position(|node| node.code == entry.code);
        if let Operation::Add(name) = &entry.operation {
            let above = entry.code.parent().ok_or(unknown)?;
            if known.is_some() || !self.nodes.iter().any(|node| node.code == above) {
                return Err(unknown);
            }
            self.push(entry.code, name);
            return Ok(());
        }
        let place = known.ok_or(unknown)?;
        let old = self.nodes.get(place).map(|node| self.name(node).to_owned());
        let old = old.ok_or(unknown)?;
        match entry.operation {
            Operation::Add(_) => {}
            Operation::Rename(name) => {
                let (name_at, name_bytes) = self.keep(&name);
                if let Some(node) = self.nodes.get_mut(place) {
                    (node.name_at, node.name_bytes) = (name_at, name_bytes);
                }
                self.call(entry.code, old);
            }
            Operation::Alias(name) => self.call(entry.code, name),
            Operation::Close => self.close(place),
            Operation::Merge(into) => {
                if !self.nodes.iter().any(|node| node.code == into) {
                    return Err(unknown);
                }
                self.close(place);
                self.call(into, old);
            }
        }
        Ok(())
    }

    fn call(&mut self, code: crate::DivisionCode, name: String) {
        self.other_names.push(OtherName { code, name });
    }

    fn close(&mut self, place: usize) {
        if let Some(node) = self.nodes.get_mut(place) {
            node.closed = true;
        }
    }

    /// Brings added divisions to their place and tells each what it lies in.
    pub(super) fn settle(&mut self) {
        self.nodes.sort_by_key(|node| node.code);
        self.names.shrink_to_fit();
        let mut above: Vec<(u32, crate::DivisionCode)> = Vec::with_capacity(5);
        for (place, node) in self.nodes.iter_mut().enumerate() {
            while above
                .last()
                .is_some_and(|(_, code)| !code.contains(node.code))
            {
                above.pop();
            }
            node.parent = above.last().map_or(0, |(place, _)| *place);
            let place = u32::try_from(place).expect("the file is limited");
            above.push((place, node.code));
        }
    }
}
