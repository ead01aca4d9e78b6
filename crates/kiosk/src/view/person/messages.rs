//! Tasks and notices.

use ::residence::{Listed as _, RecordId};

use super::{Around, centre, holder, own_address, seen, written};
use crate::{
    screen::{Message, MessageRow, Messages, TaskRow},
    visit::{Person, answers, leads_to},
};

pub(super) fn list(person: &Person, _around: &Around) -> Messages {
    let summary = person.told.summary.as_deref();
    let tasks = summary.map_or(&[][..], |told| &told.tasks);
    let messages = summary.map_or(&[][..], |told| &told.messages);
    Messages {
        holder: holder(person),
        centre: centre(person),
        tasks: tasks
            .iter()
            .map(|task| TaskRow {
                matter: answers(task.matter),
                about: task.record.receipt_number(),
                address: task.address.as_ref().map(own_address),
                who: task.who.as_ref().map(seen),
                until: written(task.until),
                pending: person.is_pending(&task.record),
                denied: person.denied(&task.record),
            })
            .collect(),
        messages: messages
            .iter()
            .map(|message| MessageRow {
                item: message.id.receipt_number(),
                template: message.template.code().to_owned(),
                made_on: message.made_on.to_string(),
                read: message.read,
            })
            .collect(),
    }
}

pub(super) fn one(person: &Person, id: &RecordId) -> Option<Message> {
    let told = person.told.summary.as_ref()?;
    let message = told.messages.iter().find(|message| message.id == *id)?;
    Some(Message {
        template: message.template.code().to_owned(),
        made_on: message.made_on.to_string(),
        zh: message.zh.reveal().clone(),
        en: message.en.reveal().clone(),
        leads_to: leads_to(message.template),
    })
}
