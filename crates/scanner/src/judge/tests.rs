use super::*;
use crate::sight::{Foreign, Point, Symbology};

const SIZE: (u32, u32) = (1000, 500);

fn square(left: f32) -> Corners {
    [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)].map(|(x, y)| Point {
        x: left + x,
        y: 200.0 + y,
    })
}

fn code(text: &str, left: f32, sure: bool) -> Code {
    Code {
        text: text.to_owned(),
        corners: square(left),
        sure,
    }
}

fn frame(codes: &[Code]) -> Decoded {
    Decoded {
        codes: codes.to_vec(),
        ..Decoded::default()
    }
}

/// A scene with a clock that the test turns.
struct Scene {
    judge: Judge,
    start: Instant,
}

impl Scene {
    fn new() -> Self {
        Self {
            judge: Judge::default(),
            start: Instant::now(),
        }
    }

    fn at(&mut self, ms: u64, found: &Decoded) -> Judged {
        let now = self.start + Duration::from_millis(ms);
        self.judge.hear(found, SIZE, now)
    }

    /// Shows these codes and returns what is reported.
    fn text(&mut self, ms: u64, codes: &[Code]) -> Option<String> {
        self.at(ms, &frame(codes)).text
    }

    fn pick(&mut self, ms: u64, number: u8) -> Option<String> {
        let now = self.start + Duration::from_millis(ms);
        self.judge.pick(number, now).map(|(text, _)| text)
    }
}

fn numbers(judged: &Judged) -> Vec<u8> {
    let number = |mark: &Mark| match mark.kind {
        MarkKind::Choice(number) => Some(number),
        MarkKind::Read | MarkKind::Located | MarkKind::Foreign(_) => None,
    };
    judged.marks.iter().filter_map(number).collect()
}

#[test]
fn a_sure_code_is_believed_at_once_and_told_once() {
    let mut scene = Scene::new();
    let house = [code("house", 10.0, true)];
    assert_eq!(scene.text(0, &house).as_deref(), Some("house"));
    assert_eq!(scene.text(66, &house), None);
    assert_eq!(scene.text(1_500, &house).as_deref(), Some("house"));
}

#[test]
fn an_unsure_code_is_believed_when_it_reads_the_same_again() {
    let mut scene = Scene::new();
    let (one, other) = ([code("one", 10.0, false)], [code("other", 10.0, false)]);
    assert_eq!(scene.text(0, &one), None);
    assert_eq!(scene.text(66, &other), None);
    assert_eq!(scene.text(132, &one).as_deref(), Some("one"));
    assert_eq!(scene.text(1_400, &other), None, "that was too long ago");
}

#[test]
fn a_sure_code_beside_one_that_is_not_read_yet_waits_for_a_second_look() {
    let mut scene = Scene::new();
    let mut found = frame(&[code("house", 10.0, true)]);
    found.located.push(square(500.0));
    let judged = scene.at(0, &found);
    assert_eq!(judged.text, None);
    let kinds: Vec<MarkKind> = judged.marks.iter().map(|mark| mark.kind).collect();
    assert_eq!(kinds, [MarkKind::Read, MarkKind::Located]);
    assert_eq!(scene.at(66, &found).text.as_deref(), Some("house"));
}

#[test]
fn of_two_codes_none_is_told_until_one_is_touched() {
    let mut scene = Scene::new();
    // The right one is found first; people count from the left.
    let both = [code("right", 700.0, true), code("left", 100.0, true)];
    for ms in [0, 66, 2_000, 60_000] {
        let judged = scene.at(ms, &frame(&both));
        assert_eq!(judged.text, None);
        assert_eq!(numbers(&judged), [1, 2]);
        assert_eq!(judged.hint, Some(Hint::TwoCodes));
        assert_eq!(judged.marks[0].corners[0], Point { x: 0.1, y: 0.4 });
    }
    assert_eq!(scene.pick(60_001, 3), None);
    assert_eq!(scene.pick(60_001, 2).as_deref(), Some("right"));
    assert_eq!(scene.pick(60_002, 1), None, "there is nothing left to pick");
    let alone = [code("right", 700.0, true)];
    assert_eq!(scene.text(60_066, &alone), None, "it was told already");
}

#[test]
fn a_number_stays_with_its_code() {
    let mut scene = Scene::new();
    let (one, two) = (code("one", 100.0, true), code("two", 700.0, true));
    scene.at(0, &frame(&[one, two]));
    // The hands cross.
    let crossed = [code("two", 90.0, true), code("one", 600.0, true)];
    scene.at(66, &frame(&crossed));
    let third = [code("three", 10.0, true), code("two", 90.0, true)];
    assert_eq!(numbers(&scene.at(132, &frame(&third))), [1, 2, 3]);
    assert_eq!(numbers(&scene.at(1_100, &frame(&third))), [2, 3]);
    assert_eq!(scene.pick(1_101, 1), None);
    assert_eq!(scene.pick(1_102, 2).as_deref(), Some("two"));
}

#[test]
fn the_one_that_stays_alone_is_believed() {
    let mut scene = Scene::new();
    let (one, two) = (code("one", 100.0, true), code("two", 700.0, true));
    let both = [one.clone(), two];
    scene.at(0, &frame(&both));
    for ms in [100, 500, 900] {
        assert_eq!(scene.text(ms, std::slice::from_ref(&one)), None);
    }
    assert_eq!(scene.text(950, &both), None, "the other one is back");
    for ms in [1_000, 1_400, 1_800] {
        assert_eq!(scene.text(ms, std::slice::from_ref(&one)), None);
    }
    let judged = scene.at(2_000, &frame(&[one]));
    assert_eq!(judged.text.as_deref(), Some("one"));
    assert_eq!((numbers(&judged), judged.hint), (Vec::new(), None));
}

#[test]
fn a_code_that_comes_and_goes_is_not_alone() {
    let mut scene = Scene::new();
    let (one, two) = (code("one", 100.0, true), code("two", 700.0, true));
    scene.at(0, &frame(&[one.clone(), two]));
    for ms in [100, 700, 1_300, 1_900] {
        assert_eq!(scene.text(ms, std::slice::from_ref(&one)), None, "at {ms}");
    }
}

#[test]
fn codes_out_of_sight_can_be_picked_for_a_while() {
    let mut scene = Scene::new();
    let both = [code("one", 100.0, true), code("two", 700.0, true)];
    scene.at(0, &frame(&both));
    let judged = scene.at(9_999, &frame(&[]));
    assert_eq!(numbers(&judged), [1, 2]);
    assert_eq!(scene.pick(9_999, 1).as_deref(), Some("one"));
    scene.at(20_000, &frame(&both));
    assert_eq!(numbers(&scene.at(30_000, &frame(&[]))), []);
    assert_eq!(scene.pick(30_001, 1), None);
}

#[test]
fn a_foreign_code_is_outlined_and_named() {
    let mut scene = Scene::new();
    let hint = Some(Hint::Foreign(Symbology::Product));
    let found = Decoded {
        foreign: vec![Foreign {
            symbology: Symbology::Product,
            corners: square(0.0),
        }],
        hint,
        ..Decoded::default()
    };
    assert_eq!(scene.at(0, &found).hint, None);
    let judged = scene.at(500, &found);
    assert_eq!(judged.hint, hint);
    // In between nobody looked for it.
    let judged = scene.at(566, &frame(&[]));
    assert_eq!((judged.hint, judged.marks.len()), (hint, 1));
    assert!(scene.at(1_600, &frame(&[])).marks.is_empty());
    let judged = scene.at(1_700, &found);
    assert_eq!(judged.marks[0].kind, MarkKind::Foreign(Symbology::Product));
    assert_eq!(judged.text, None);
}
