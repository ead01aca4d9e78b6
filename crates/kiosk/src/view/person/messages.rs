//! Tasks and notices.

use ::residence::{Listed as _, RecordId, Template, traditional};

use super::{Around, centre, holder, own_address, seen, written};
use crate::{
    screen::{Language, Message, MessageRow, Messages, Screen, TaskRow},
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

/// Writes the Chinese text of a notice in the characters of the rest of the screen.
pub(crate) fn in_script(mut screen: Screen, language: Language) -> Screen {
    if let (Screen::Message(message), Language::ZhHant) = (&mut screen, language)
        && let Some(template) = Template::from_code(&message.template)
    {
        message.zh = traditional(template, &message.zh);
    }
    screen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_is_written_in_the_characters_of_the_screen() {
        let sent = "您在榕荫一路18号2栋301的居住登记已注销。";
        let shown = |language| {
            let screen = Screen::Message(Message {
                template: "RESULT_CANCELLED".to_owned(),
                made_on: "2026-11-23".to_owned(),
                zh: sent.to_owned(),
                en: String::new(),
                leads_to: None,
            });
            let Screen::Message(message) = in_script(screen, language) else {
                panic!("a notice")
            };
            message.zh
        };
        assert_eq!(shown(Language::ZhHans), sent);
        assert_eq!(
            shown(Language::ZhHant),
            "您在榕荫一路18号2栋301的居住登記已註銷。",
            "a place is called as it is registered"
        );
    }
}
