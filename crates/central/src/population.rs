//! The population register of the authority, as far as the centre asks it: whether a name and a
//! document belong to one person, and where that person is registered.
//!
//! The register itself is another office's machine, so it stands behind a trait. The one here reads
//! a file, `persons.csv`, for demonstrations and for places that are handed an extract.

use std::{collections::BTreeMap, path::Path};

use async_trait::async_trait;
use residence::{Division, DocumentType, IdentityDocument, Listed as _, PersonName, Private};

/// What the register says about a name and a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Agreement {
    /// They are one person's; the division of the registered address (户籍地址) is told when known.
    Agrees(Option<Private<String>>),
    /// The document is another person's.
    Differs,
    /// The register does not know the document, or cannot be asked now.
    Unknown,
}

/// The population register: it is asked about one person at a time and keeps no question.
#[async_trait]
pub trait PopulationRegister: Send + Sync {
    /// Compares a name and a document with the register.
    async fn compare(&self, name: &PersonName, document: &IdentityDocument) -> Agreement;
}

/// Why a file is no extract of a population register.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PopulationError {
    /// The file cannot be read.
    #[error("the file of the population register cannot be read")]
    Unreadable,
    /// Not UTF-8, or the first line does not name the columns.
    #[error("the first line must name the columns name,document,number,registered")]
    Columns,
    /// A line is malformed; its number is that of the file.
    #[error("line {0} of the population register is malformed")]
    Line(u64),
}

const COLUMNS: [&str; 4] = ["name", "document", "number", "registered"];

struct Entry {
    name: Private<String>,
    registered: Option<Private<String>>,
}

/// An extract in a file, read once.
pub struct PersonsFile(BTreeMap<Private<String>, Entry>);

impl PersonsFile {
    /// Reads the extract from a file.
    pub fn open(path: &Path) -> Result<Self, PopulationError> {
        let bytes = std::fs::read(path).map_err(|_| PopulationError::Unreadable)?;
        Self::read(&bytes)
    }

    /// Reads lines of name, kind of document, number, and 4 to 12 digits of the registered place.
    pub fn read(bytes: &[u8]) -> Result<Self, PopulationError> {
        let text = std::str::from_utf8(bytes).map_err(|_| PopulationError::Columns)?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .from_reader(text.as_bytes());
        let names = reader.headers().map_err(|_| PopulationError::Columns)?;
        if !names.iter().eq(COLUMNS) {
            return Err(PopulationError::Columns);
        }
        let mut persons = BTreeMap::new();
        for (line, record) in (2_u64..).zip(reader.records()) {
            let record = record.map_err(|_| PopulationError::Line(line))?;
            let (key, entry) = entry(&record).ok_or(PopulationError::Line(line))?;
            persons.insert(key, entry);
        }
        Ok(Self(persons))
    }
}

fn entry(record: &csv::StringRecord) -> Option<(Private<String>, Entry)> {
    let field = |place: usize| record.get(place).map(str::trim).unwrap_or_default();
    let name = PersonName::parse(field(0)).ok()?;
    let kind = DocumentType::from_code(field(1))?;
    let registered = field(3);
    if !registered.is_empty() {
        Division::parse(registered).ok()?;
    }
    let number = field(2).to_uppercase();
    let entry = Entry {
        name: Private::new(name.reveal().to_owned()),
        registered: (!registered.is_empty()).then(|| Private::new(registered.to_owned())),
    };
    (!number.is_empty()).then(|| (key(kind, &number), entry))
}

/// One number may exist as several kinds of document.
fn key(kind: DocumentType, number: &str) -> Private<String> {
    Private::new(format!("{} {number}", kind.code()))
}

#[async_trait]
impl PopulationRegister for PersonsFile {
    async fn compare(&self, name: &PersonName, document: &IdentityDocument) -> Agreement {
        match self.0.get(&key(document.kind(), document.reveal_number())) {
            None => Agreement::Unknown,
            Some(entry) if entry.name.reveal() != name.reveal() => Agreement::Differs,
            Some(entry) => Agreement::Agrees(entry.registered.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\u{feff}name,document,number,registered\n\
        林小芳,RESIDENT_ID,449900199104120024,439900\n\
        周桂香, RESIDENT_ID, 449900195503090282,\n";

    fn document(number: &str) -> IdentityDocument {
        let today = "2026-11-23".parse().unwrap();
        IdentityDocument::parse(DocumentType::ResidentId, number, today).unwrap()
    }

    #[tokio::test]
    async fn name_and_number_must_be_one_persons() {
        let register = PersonsFile::read(FILE.as_bytes()).unwrap();
        let place = Private::new("439900".to_owned());
        for (name, number, expected) in [
            (
                "林小芳",
                "449900199104120024",
                Agreement::Agrees(Some(place)),
            ),
            ("周桂香", "449900195503090282", Agreement::Agrees(None)),
            ("周桂香", "449900199104120024", Agreement::Differs),
            ("林小芳", "449900199001010017", Agreement::Unknown),
        ] {
            let name = PersonName::parse(name).unwrap();
            assert_eq!(register.compare(&name, &document(number)).await, expected);
        }
    }

    #[test]
    fn a_wrong_file_is_named() {
        for (file, error) in [
            ("name,number\n", PopulationError::Columns),
            (
                "name,document,number,registered\n林小芳,ID,449900199104120024,439900\n",
                PopulationError::Line(2),
            ),
            (
                "name,document,number,registered\n林小芳,RESIDENT_ID,449900199104120024,43\n",
                PopulationError::Line(2),
            ),
        ] {
            assert_eq!(PersonsFile::read(file.as_bytes()).err(), Some(error));
        }
        let nowhere = PersonsFile::open(Path::new("/nonexistent/persons.csv"));
        assert_eq!(nowhere.err(), Some(PopulationError::Unreadable));
    }
}
