//! The receipt (回执): paper of 80 mm that names nobody in full.

use chrono::{NaiveDate, NaiveDateTime};

use super::{AddressLine, Language, texts::zh_day};
use crate::{
    document::IdentityDocument, ids::RecordId, lists::listed, name::PersonName, phone::Phone,
    registration::State,
};

listed! {
    /// What the receipt is for.
    ReceiptMatter {
        /// 居住登记.
        Registration = "REGISTRATION",
        /// 居住登记注销.
        Cancellation = "CANCELLATION",
        /// 设为常住地.
        Habitual = "HABITUAL",
    }
}

impl ReceiptMatter {
    fn title(self, language: Language) -> &'static str {
        match (self, language) {
            (Self::Registration, Language::Zh) => "居住登记",
            (Self::Registration, Language::En) => "Residence registration",
            (Self::Cancellation, Language::Zh) => "居住登记注销",
            (Self::Cancellation, Language::En) => "Cancellation of registration",
            (Self::Habitual, Language::Zh) => "设为常住地",
            (Self::Habitual, Language::En) => "Habitual residence",
        }
    }
}

/// What a receipt carries, and nothing beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Its number; the QR holds this and only this.
    pub number: String,
    /// What it is for.
    pub matter: ReceiptMatter,
    /// Date and time in Guangdong.
    pub at: NaiveDateTime,
    /// Masked name.
    pub name: String,
    /// Masked number of the document.
    pub document: String,
    /// Address without the room.
    pub address: AddressLine,
    /// Where it stands.
    pub state: State,
    /// Last day of the next step, when there is one.
    pub due_on: Option<NaiveDate>,
    /// Telephone of the desk, in full.
    pub desk_phone: Option<Phone>,
}

/// Everything that a receipt is made from.
#[derive(Debug, Clone, Copy)]
pub struct ReceiptFacts<'a> {
    /// The record that became durable.
    pub record: RecordId,
    /// What it is for.
    pub matter: ReceiptMatter,
    /// Date and time in Guangdong.
    pub at: NaiveDateTime,
    /// Name of the person.
    pub name: &'a PersonName,
    /// Document of the person.
    pub document: &'a IdentityDocument,
    /// Address without the room.
    pub address: &'a AddressLine,
    /// Where it stands.
    pub state: State,
    /// Last day of the next step.
    pub due_on: Option<NaiveDate>,
    /// Telephone of the desk.
    pub desk_phone: Option<&'a Phone>,
}

impl Receipt {
    /// Makes a receipt; name and number are masked on the way in.
    pub fn new(facts: ReceiptFacts<'_>) -> Self {
        Self {
            number: facts.record.receipt_number(),
            matter: facts.matter,
            at: facts.at,
            name: facts.name.masked(),
            document: facts.document.masked(),
            address: facts.address.clone(),
            state: facts.state,
            due_on: facts.due_on,
            desk_phone: facts.desk_phone.cloned(),
        }
    }

    /// Returns what the QR code on the receipt holds.
    pub fn qr_text(&self) -> &str {
        &self.number
    }

    /// Returns the lines of the paper.
    pub fn reveal_lines(&self, language: Language) -> Vec<String> {
        let title = self.matter.title(language);
        let at = self.at.format("%Y-%m-%d %H:%M");
        let (name, document, address) = (&self.name, &self.document, self.address.reveal());
        let mut lines = match language {
            Language::Zh => vec![
                format!("回执 {}", self.number),
                format!("事项:{title}"),
                format!("时间:{at}"),
                format!("姓名:{name}"),
                format!("证件号码:{document}"),
                format!("地址:{address}"),
                format!("状态:{}", self.state.zh()),
            ],
            Language::En => vec![
                format!("Receipt {}", self.number),
                format!("Matter: {title}"),
                format!("Time: {at}"),
                format!("Name: {name}"),
                format!("Document: {document}"),
                format!("Address: {address}"),
                format!("State: {}", self.state.en()),
            ],
        };
        lines.extend(self.due_on.map(|day| match language {
            Language::Zh => format!("最迟:{}", zh_day(day)),
            Language::En => format!("Due: {day}"),
        }));
        lines.extend(self.desk_phone.as_ref().map(|phone| match language {
            Language::Zh => format!("窗口电话:{}", phone.reveal()),
            Language::En => format!("Desk: {}", phone.reveal()),
        }));
        lines
    }
}
