//! Which message goes to whom.

use super::*;

fn facts() -> Facts {
    Facts {
        identity_proven: true,
        actor: Some(Capacity::Owner),
        for_resident: true,
        declarant_age: 35,
        house: HouseStanding::Known,
        ..Facts::of_nobody(day("2026-11-23"))
    }
}

fn about() -> Declared {
    Declared {
        name: name("林小芳"),
        address: address(),
        cohabitants: vec![name("林晓彤"), name("周桂香")],
        confirm_days: 15,
    }
}

/// What a step with these effects sends: recipient, template, last day.
fn sent(
    reason: Option<Reason>,
    effects: Vec<Effect>,
) -> Vec<(Recipient, Template, Option<NaiveDate>)> {
    let on = day("2026-11-23");
    let declared = act(None, Event::Declare, &facts(), on, &Policy::GD_DEFAULT).unwrap();
    let step = Step {
        row: Transition::T1,
        registration: Registration {
            reason,
            ..declared.registration
        },
        effects,
    };
    messages(&step, &about())
        .into_iter()
        .map(|one| (one.to, one.message.template(), one.until))
        .collect()
}

#[test]
#[expect(clippy::too_many_lines, reason = "a table, row by row")]
fn effects_become_messages() {
    let until = day("2026-12-08");
    let ask = |matter| vec![Effect::AskOwner { matter, until }];
    let desk = |matter| {
        vec![Effect::AskDesk {
            matter,
            from: until,
        }]
    };
    let tell = |notice| vec![Effect::TellResident(notice)];
    let rejected = Some(Reason::Rejected(RejectionReason::WrongRoom));
    use Recipient as R;
    use Template as T;
    for (reason, effects, expected) in [
        (
            None,
            ask(Matter::MoveIn),
            Some((R::Confirmers, T::TaskConfirmMoveIn, Some(until))),
        ),
        (
            None,
            ask(Matter::Cancel),
            Some((R::Confirmers, T::TaskConfirmCancel, Some(until))),
        ),
        (
            None,
            ask(Matter::Habitual),
            Some((R::Confirmers, T::TaskHabitual, Some(until))),
        ),
        (
            None,
            desk(Matter::MoveIn),
            Some((R::Desk, T::TaskConfirmMoveIn, None)),
        ),
        (
            None,
            desk(Matter::Cancel),
            Some((R::Desk, T::TaskConfirmCancel, None)),
        ),
        (None, desk(Matter::Ownership), None),
        (
            None,
            tell(Notice::Effective),
            Some((R::Resident, T::ResultEffective, None)),
        ),
        (
            rejected,
            tell(Notice::Rejected),
            Some((R::Resident, T::ResultRejected, None)),
        ),
        (None, tell(Notice::Rejected), None),
        (
            None,
            tell(Notice::Expired),
            Some((R::Resident, T::ResultExpired, None)),
        ),
        (
            None,
            tell(Notice::Cancelled),
            Some((R::Resident, T::ResultCancelled, None)),
        ),
        (
            None,
            tell(Notice::MoveOut),
            Some((R::Resident, T::NoticeMoveOut, None)),
        ),
        (
            Some(Reason::CancelRefused(CancelRefusal::StillLivesHere)),
            tell(Notice::CancelRefused),
            Some((R::Resident, T::ResultCancelRefused, None)),
        ),
        (rejected, tell(Notice::CancelRefused), None),
        (None, vec![Effect::GiveReceipt, Effect::CloseTasks], None),
        (
            None,
            vec![Effect::AskAbout {
                matter: Matter::TakeOver,
                place: 1,
                from: until,
            }],
            Some((R::Cohabitant, T::TakeOverDue, None)),
        ),
        (
            None,
            vec![Effect::AskAbout {
                matter: Matter::TakeOver,
                place: 2,
                from: until,
            }],
            None,
        ),
        (
            None,
            vec![Effect::AskAbout {
                matter: Matter::CallBack,
                place: 1,
                from: until,
            }],
            None,
        ),
    ] {
        assert_eq!(
            sent(reason, effects.clone()),
            Vec::from_iter(expected),
            "{effects:?}"
        );
    }
}

#[test]
fn messages_are_filled_from_the_declaration() {
    let on = day("2026-11-23");
    let policy = &Policy::GD_DEFAULT;
    let declared = act(None, Event::Declare, &facts(), on, policy).unwrap();
    let texts = |step: &Step| -> Vec<String> {
        let all = messages(step, &about());
        all.iter()
            .map(|one| one.message.reveal_text(Language::Zh))
            .collect()
    };
    assert_eq!(
        texts(&declared),
        ["林小芳申报居住在您的房屋榕荫一路18号2栋301,请确认。"]
    );
    let expired = act(
        Some(&declared.registration),
        Event::DayComes,
        &facts(),
        day("2026-12-09"),
        policy,
    );
    assert_eq!(
        texts(&expired.unwrap()),
        ["屋主未在15天内确认,本次申报已失效。您可以重新申报,或到窗口办理。"]
    );
    let address = Facts {
        actor: Some(Capacity::Desk),
        note_present: true,
        ..facts()
    };
    let manual = act(None, Event::DeclareManual, &facts(), on, policy).unwrap();
    for (refusal, words) in [
        (AddressRefusal::NotFound, "没有这个地址"),
        (AddressRefusal::Incomplete, "地址不完整"),
        (AddressRefusal::OutsideArea, "不在本服务区"),
        (AddressRefusal::Other, "其他"),
    ] {
        let event = Event::RefuseAddress(refusal);
        let refused = act(Some(&manual.registration), event, &address, on, policy).unwrap();
        let text = texts(&refused).join("");
        assert!(text.contains(&format!("未通过,原因:{words}。")), "{text}");
        let english = messages(&refused, &about())[0]
            .message
            .reveal_text(Language::En);
        assert!(english.contains(" refused: "), "{english}");
    }
    let effective = Registration {
        state: State::Effective,
        ..declared.registration
    };
    let event = Event::ReportMoveOut(on);
    let moved = act(Some(&effective), event, &facts(), on, policy).unwrap();
    assert_eq!(
        texts(&moved),
        ["屋主报告您已搬离榕荫一路18号2栋301。如不属实,请在2026年11月30日前提出异议。"]
    );
    let asked = Event::RequestCancel(CancelReason::MovedAway);
    let asked = act(Some(&effective), asked, &facts(), on, policy).unwrap();
    assert_eq!(messages(&asked, &about())[0].to, Recipient::Confirmers);
}

#[test]
fn the_habitual_residence_is_told_of() {
    let (until, from) = (day("2026-12-08"), day("2026-11-23"));
    let effects = vec![
        HabitualEffect::AskOwner { until },
        HabitualEffect::AskDesk { from },
        HabitualEffect::CloseTasks,
        HabitualEffect::TellRefused,
        HabitualEffect::TellApproved { from },
    ];
    let told = |rejection| {
        let habitual = HabitualResidence {
            registration: RecordId::from_bytes([1; 16]),
            state: HabitualState::Rejected,
            since: from,
            until: None,
            desk_from: None,
            habitual_on: None,
            ended_on: None,
            capacity: None,
            rejection,
            under: Policy::GD_DEFAULT.version,
        };
        let step = HabitualStep {
            habitual,
            effects: effects.clone(),
        };
        habitual_messages(&step, &about())
            .into_iter()
            .map(|one| (one.to, one.message.reveal_text(Language::Zh), one.until))
            .collect::<Vec<_>>()
    };
    let sent = told(Some(RejectionReason::NotLivingHere));
    let task = "林小芳申请将榕荫一路18号2栋301设为常住地,请审核。".to_owned();
    let approved = "榕荫一路18号2栋301已设为您的常住地,自2026年11月23日起计算居住时间。".to_owned();
    assert_eq!(
        sent,
        [
            (Recipient::Confirmers, task.clone(), Some(until)),
            (Recipient::Desk, task, None),
            (
                Recipient::Resident,
                "榕荫一路18号2栋301没有设为您的常住地,原因:非本房屋居住人。您可以再次申请,或到窗口咨询。"
                    .to_owned(),
                None
            ),
            (Recipient::Resident, approved, None),
        ]
    );
    let lapsed = told(None);
    assert!(
        lapsed[2].1.contains("原因:没有按时审核。"),
        "{}",
        lapsed[2].1
    );
}
