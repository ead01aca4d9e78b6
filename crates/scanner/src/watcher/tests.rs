use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};

use super::*;
use crate::drawn;
use crate::outline::MarkKind;
use crate::sight::{Code, Hint, Point};

const SOON: Duration = Duration::from_secs(20);

/// A source that the test feeds by hand; without food it blocks as a silent camera does.
struct Fed {
    food: Receiver<Result<Frame, SourceError>>,
    asked: Sender<()>,
    closed: Sender<()>,
}

impl FrameSource for Fed {
    fn next(&mut self) -> Result<Frame, SourceError> {
        let _nobody_may_listen = self.asked.send(());
        match self.food.recv() {
            Ok(Err(SourceError::Unreadable)) => panic!("a driver fell over"),
            Ok(meal) => meal,
            Err(_) => Err(SourceError::Lost),
        }
    }

    fn name(&self) -> &'static str {
        "fed"
    }
}

impl Drop for Fed {
    fn drop(&mut self) {
        let _nobody_may_listen = self.closed.send(());
    }
}

/// A watcher whose sources come from the test; each opening hands out the way to feed it.
struct Stage {
    watcher: Watcher,
    texts: Receiver<String>,
    opened: Receiver<Sender<Result<Frame, SourceError>>>,
    /// Hears when a source is asked for a frame.
    asked: Receiver<()>,
    closed: Receiver<()>,
}

fn stage() -> Stage {
    let (tell, texts) = channel();
    let (hand_out, opened) = channel();
    let (asking, asked) = channel();
    let (closing, closed) = channel();
    let open: Opener = Box::new(move || {
        let (feed, food) = channel();
        hand_out.send(feed).map_err(|_| SourceError::Missing)?;
        Ok(Box::new(Fed {
            food,
            asked: asking.clone(),
            closed: closing.clone(),
        }))
    });
    let on_text = Box::new(move |found: Found| {
        let _nobody_may_listen = tell.send(found.text);
    });
    Stage {
        watcher: Watcher::start_with(open, on_text),
        texts,
        opened,
        asked,
        closed,
    }
}

fn frame(text: &str) -> Frame {
    let scene = image::DynamicImage::from(drawn::scene(text, 6)).into_luma8();
    Frame {
        number: 0,
        width: 1280,
        height: 720,
        luma: scene.into_raw().into(),
        jpeg: text.as_bytes().into(),
        taken_at: Instant::now(),
    }
}

/// Holds a code before the camera until the next text is reported, which has to be this one.
fn hold(feed: &Sender<Result<Frame, SourceError>>, texts: &Receiver<String>, text: &str) {
    let start = Instant::now();
    while start.elapsed() < SOON {
        feed.send(Ok(frame(text))).unwrap();
        if let Ok(found) = texts.recv_timeout(Duration::from_millis(200)) {
            assert_eq!(found, text);
            return;
        }
    }
    panic!("{text} was never reported");
}

#[test]
fn a_watcher_is_off_until_wanted_and_closes_what_it_opened() {
    let stage = stage();
    let nothing = stage.opened.recv_timeout(Duration::from_millis(100));
    assert_eq!(nothing.err(), Some(RecvTimeoutError::Timeout));
    assert_eq!(stage.watcher.state(), SourceState::Starting);

    stage.watcher.set_wanted(true);
    let feed = stage.opened.recv_timeout(SOON).unwrap();
    hold(&feed, &stage.texts, "house");
    assert_eq!(stage.watcher.state(), SourceState::Live);
    assert_eq!(&*stage.watcher.latest_jpeg().unwrap().1, b"house");

    stage.watcher.set_wanted(false);
    assert!(
        stage.watcher.latest_jpeg().is_none(),
        "no face stays behind"
    );
    feed.send(Ok(frame("late"))).unwrap();
    stage.closed.recv_timeout(SOON).unwrap();
    assert!(
        stage.texts.try_recv().is_err(),
        "what comes late is not reported"
    );
    assert!(stage.watcher.latest_jpeg().is_none());
}

#[test]
fn a_held_code_is_reported_once_and_again_to_the_next_person() {
    let stage = stage();
    stage.watcher.set_wanted(true);
    let feed = stage.opened.recv_timeout(SOON).unwrap();
    hold(&feed, &stage.texts, "house");
    // Read once more, and it would be reported before the other one.
    feed.send(Ok(frame("house"))).unwrap();
    hold(&feed, &stage.texts, "resident");
    let seen = stage.watcher.latest_jpeg().unwrap().0;

    stage.watcher.set_wanted(false);
    stage.watcher.set_wanted(true);
    drop(feed);
    let feed = stage.opened.recv_timeout(SOON).unwrap();
    hold(&feed, &stage.texts, "resident");
    assert!(
        stage.watcher.latest_jpeg().unwrap().0 > seen,
        "numbers rise over sources"
    );
}

#[test]
fn a_lost_or_panicking_source_is_opened_again() {
    let stage = stage();
    stage.watcher.set_wanted(true);
    for failure in [
        SourceError::Lost,
        SourceError::Damaged,
        SourceError::Unreadable,
    ] {
        let feed = stage.opened.recv_timeout(SOON).unwrap();
        feed.send(Ok(frame("before"))).unwrap();
        assert!(stage.watcher.next_jpeg(0, SOON).is_some());
        feed.send(Err(failure)).unwrap();
        stage.closed.recv_timeout(SOON).unwrap();
    }
    stage.opened.recv_timeout(SOON).unwrap();
}

#[test]
fn a_source_that_cannot_be_opened_is_missing() {
    let (tried, tries) = channel();
    let open: Opener = Box::new(move || {
        let _nobody_may_listen = tried.send(());
        Err(SourceError::Missing)
    });
    let watcher = Watcher::start_with(open, Box::new(|_| {}));
    watcher.set_wanted(true);
    for _ in 0..3 {
        tries.recv_timeout(SOON).unwrap();
    }
    assert_eq!(watcher.state(), SourceState::Missing);
    assert!(watcher.next_jpeg(0, Duration::from_millis(20)).is_none());
}

#[test]
fn a_stuck_camera_does_not_hold_up_the_end() {
    let stage = stage();
    stage.watcher.set_wanted(true);
    let feed = stage.opened.recv_timeout(SOON).unwrap();
    stage.asked.recv_timeout(SOON).unwrap();
    let start = Instant::now();
    drop(stage.watcher);
    assert!(
        start.elapsed() < STOP_PATIENCE * 5,
        "left behind after {:?}",
        start.elapsed()
    );
    feed.send(Ok(frame("too late"))).unwrap();
    stage.closed.recv_timeout(SOON).unwrap();
    assert!(
        stage.texts.recv_timeout(SOON).is_err(),
        "both threads are gone"
    );
}

#[test]
fn a_free_watcher_ends_at_once() {
    let stage = stage();
    drop(stage.watcher);
    assert!(stage.texts.recv().is_err());
}

#[test]
fn a_folder_of_pictures_is_watched() {
    let folder = tempfile::tempdir().unwrap();
    drawn::code("YJ1H:FOLDER", 4)
        .save(folder.path().join("1.png"))
        .unwrap();
    let (tell, texts) = channel();
    let watcher = Watcher::start(
        SourceChoice::Pictures(folder.path().to_owned()),
        Box::new(move |found| {
            let _nobody_may_listen = tell.send(found);
        }),
    );
    watcher.set_wanted(true);
    let found = texts.recv_timeout(SOON).unwrap();
    assert_eq!(found.text, "YJ1H:FOLDER");
    assert!(!format!("{found:?}").contains("FOLDER"));
    assert!(found.frame_to_code_ms > 0.0);
}

/// A source of grey frames.
struct Grey;

impl FrameSource for Grey {
    fn next(&mut self) -> Result<Frame, SourceError> {
        Ok(Frame {
            number: 0,
            width: 200,
            height: 100,
            luma: vec![128; 200 * 100].into(),
            jpeg: [].as_slice().into(),
            taken_at: Instant::now(),
        })
    }

    fn name(&self) -> &'static str {
        "grey"
    }

    fn interval(&self) -> Option<Duration> {
        Some(Duration::from_millis(20))
    }
}

/// A watcher whose eyes see these scenes, one a frame, and then nothing.
fn scripted(scenes: Vec<Decoded>) -> (Watcher, Receiver<String>, Receiver<Sight>) {
    let (tell, texts) = channel();
    let (show, sights) = channel();
    let eyes = move || {
        let mut scenes = scenes.into_iter();
        Box::new(move |_: &Frame| scenes.next().unwrap_or_default()) as Look
    };
    let on_text = Box::new(move |found: Found| tell.send(found.text).unwrap_or_default());
    let watcher = Watcher::start_looking(Box::new(|| Ok(Box::new(Grey))), eyes, on_text);
    watcher.on_sight(Box::new(move |sight| {
        show.send(sight.clone()).unwrap_or_default();
    }));
    (watcher, texts, sights)
}

fn code_at(text: &str, left: f32) -> Code {
    let at = |x, y| Point { x: left + x, y };
    Code {
        text: text.to_owned(),
        corners: [at(0.0, 0.0), at(20.0, 0.0), at(20.0, 20.0), at(0.0, 20.0)],
        sure: true,
    }
}

fn scene(codes: &[Code]) -> Decoded {
    Decoded {
        codes: codes.to_vec(),
        ..Decoded::default()
    }
}

#[test]
fn of_two_codes_the_touched_one_is_found() {
    let both = scene(&[code_at("left", 20.0), code_at("right", 120.0)]);
    let (watcher, texts, sights) = scripted(vec![Decoded::default(), both]);
    watcher.set_wanted(true);
    let sight = sights
        .iter()
        .find(|sight| sight.hint == Some(Hint::TwoCodes))
        .unwrap();
    assert_eq!((sight.width, sight.height), (200, 100));
    assert_eq!(sight.marks[1].kind, MarkKind::Choice(2));
    assert_eq!(sight.marks[1].corners[0], Point { x: 0.6, y: 0.0 });
    assert_eq!(watcher.sight().unwrap().marks, sight.marks);
    assert!(texts.try_recv().is_err(), "nobody guesses");
    assert_eq!(watcher.pick(2).unwrap().text, "right");
    assert!(watcher.pick(1).is_none());
}

#[test]
fn what_one_person_showed_cannot_be_picked_by_the_next() {
    let both = scene(&[code_at("left", 20.0), code_at("right", 120.0)]);
    let (watcher, _texts, sights) = scripted(vec![both]);
    watcher.set_wanted(true);
    sights.recv_timeout(SOON).unwrap();
    watcher.set_wanted(false);
    assert!(watcher.pick(1).is_none() && watcher.sight().is_none());
    watcher.set_wanted(true);
    assert!(watcher.pick(1).is_none() && watcher.sight().is_none());
}

#[test]
fn a_sight_tells_no_text() {
    let (watcher, texts, sights) = scripted(vec![scene(&[code_at("YJ1R:SECRET", 20.0)])]);
    watcher.set_wanted(true);
    let sight = sights.recv_timeout(SOON).unwrap();
    assert_eq!(sight.marks[0].kind, MarkKind::Read);
    assert!(!format!("{sight:?}").contains("SECRET"));
    assert_eq!(texts.recv_timeout(SOON).unwrap(), "YJ1R:SECRET");
}
