//! Tasks and notices: a task is answered on its page, a notice is read and leads where it acts.

use protocol::Deed;
use residence::Template;

use super::{Person, PersonPage};
use crate::{
    screen::Errand,
    visit::{Facts, Next, Stage},
};

impl Person {
    /// Opens a notice; one that was not read before is noted as read.
    pub(super) fn open_message(self: Box<Self>, item: &str, facts: &Facts) -> Next {
        let found = self.told.summary.as_ref().and_then(|summary| {
            let message = summary
                .messages
                .iter()
                .find(|message| message.id.receipt_number() == item)?;
            Some((message.id, message.read))
        });
        let Some((id, read)) = found else {
            return self.turn_to(PersonPage::Messages);
        };
        let effect = if read {
            None
        } else {
            self.act(Deed::Read(id), None, facts)
        };
        let mut person = self.at(PersonPage::Message(id));
        if let Some(summary) = &mut person.told.summary {
            for message in &mut summary.messages {
                message.read |= message.id == id;
            }
        }
        (Stage::Person(person), effect)
    }
}

/// Returns the errand where what a notice tells can be acted on.
pub(crate) fn leads_to(template: Template) -> Option<Errand> {
    match template {
        Template::ResultEffective
        | Template::ResultRejected
        | Template::ResultExpired
        | Template::ResultHabitualOk
        | Template::ResultCancelled
        | Template::ResultHabitualRefused
        | Template::ResultCancelRefused
        | Template::WarnCancelPermit => Some(Errand::Residence),
        Template::TaskConfirmMoveIn
        | Template::RemindConfirm
        | Template::TaskHabitual
        | Template::TaskConfirmCancel
        | Template::NoticeMoveOut
        | Template::TakeOverDue
        | Template::TrustOffer => Some(Errand::Messages),
        Template::PermitEligible
        | Template::PermitAccepted
        | Template::PermitCorrection
        | Template::PermitIssued
        | Template::EndorseOpen
        | Template::PermitSuspended
        | Template::PermitRestored => Some(Errand::Permits),
        Template::ResultOwnerVerified | Template::ResultOwnerRefused => Some(Errand::Houses),
        Template::ResultDataDone | Template::ResultDataRefused => Some(Errand::MyData),
    }
}
