use super::*;

fn check(text: &str, kind: PhoneKind, number: &str, masked: &str) {
    let phone = Phone::parse(text).unwrap_or_else(|_| panic!("{text}"));
    assert_eq!(phone.kind(), kind, "{text}");
    assert_eq!(phone.reveal(), number, "{text}");
    assert_eq!(phone.masked(), masked, "{text}");
    assert_eq!(
        Phone::parse(number).as_ref(),
        Ok(&phone),
        "a second form of {text}"
    );
}

#[test]
fn mobile_numbers() {
    let mobile = |text| check(text, PhoneKind::Mobile, "13800000000", "138****0000");
    mobile("13800000000");
    mobile(" 138 0000 0000");
    mobile("138-0000-0000");
    mobile("１３８００００００００");
    mobile("+8613800000000");
    mobile("+86-138 0000 0000");
    mobile("008613800000000");
    mobile("8613800000000");
    check(
        "19912345678",
        PhoneKind::Mobile,
        "19912345678",
        "199****5678",
    );
}

#[test]
fn fixed_lines() {
    let line = |text, number, masked| check(text, PhoneKind::Landline, number, masked);
    line("0660-3000000", "0660-3000000", "0660-***0000");
    line("06603000000", "0660-3000000", "0660-***0000");
    line("0660－3000000", "0660-3000000", "0660-***0000");
    line("+86 0660-3000000", "0660-3000000", "0660-***0000");
    line("0660-33000000", "0660-33000000", "0660-****0000");
    line("010-12345678", "010-12345678", "010-****5678");
    line("02012345678", "020-12345678", "020-****5678");
    line("029-1234567", "029-1234567", "029-***4567");
    line("0755-12345678-1", "0755-12345678-1", "0755-****5678-*");
    line(
        "0755-12345678-123456",
        "0755-12345678-123456",
        "0755-****5678-******",
    );
}

#[test]
fn numbers_from_across_the_border() {
    check(
        "+852 6123 4567",
        PhoneKind::HongKong,
        "+85261234567",
        "+852****4567",
    );
    check(
        "+853-66123456",
        PhoneKind::Macao,
        "+85366123456",
        "+853****3456",
    );
    check(
        "+886912345678",
        PhoneKind::Taiwan,
        "+886912345678",
        "+886*****5678",
    );
    check(
        "+8860912345678",
        PhoneKind::Taiwan,
        "+8860912345678",
        "+886******5678",
    );
    for (text, mainland, across) in [
        ("13800000000", true, true),
        ("0660-3000000", true, true),
        ("+85261234567", false, true),
        ("+85366123456", false, true),
        ("+886912345678", false, true),
    ] {
        let phone = Phone::parse(text).unwrap();
        for group in [
            DocumentGroup::Mainland,
            DocumentGroup::Foreign,
            DocumentGroup::ForeignPr,
            DocumentGroup::OverseasCn,
        ] {
            assert_eq!(phone.suits(group), mainland, "{text} {group:?}");
        }
        assert_eq!(phone.suits(DocumentGroup::HkMacaoTw), across, "{text}");
        assert_eq!(phone.suits(DocumentGroup::HkMacaoNonCn), across, "{text}");
    }
}

#[test]
fn prefixes_that_no_person_answers() {
    let odd: Vec<u32> = (130..200)
        .filter(|prefix| {
            let phone = Phone::parse(&format!("{prefix}00000000")).unwrap();
            phone.warning() == Some(PhoneWarning::NotForCalls)
        })
        .collect();
    assert_eq!(odd, [140, 141, 142, 143, 144, 146, 148, 174]);
    assert_eq!(Phone::parse("0174-3000000").unwrap().warning(), None);
    assert_eq!(Phone::parse("+85214000000").unwrap().warning(), None);
}

#[test]
fn everything_else_is_no_number() {
    for bad in [
        "12800000000",
        "1380000000",
        "138000000001",
        "1380000000a",
        "23800000000",
        "",
        "０",
        "+",
        "86",
        "+86",
        "+87 13800000000",
        "+8686 13800000000",
        "0660-0000000",
        "0660-300000",
        "0660-300000000",
        "0660-300000a",
        "0660--3000000",
        "0660-3000000-",
        "0660-3000000-1234567",
        "0660-3000000-12a",
        "0660-3000000-1-2",
        "2660-3000000",
        "06a0-3000000",
        "0201-3000000",
        "010-0234567",
        "+8526123456",
        "+85261234567890",
        "+852 6123a567",
        "+85161234567",
        "一三八",
    ] {
        assert_eq!(Phone::parse(bad), Err(PhoneError), "{bad}");
    }
    let shown = format!("{:?}", Phone::parse("13800000000").unwrap());
    assert!(!shown.contains("138"), "{shown}");
}
