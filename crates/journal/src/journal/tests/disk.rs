//! What somebody finds who takes the disk out.

use std::{collections::BTreeSet, fs};

use rusqlite::{Connection, params};

use crate::{stored, testing::Bench};

/// A name in the encoding of card readers and old printers, which no text search would find.
const GBK_NAME: [u8; 6] = [0xc1, 0xd6, 0xd0, 0xa1, 0xd3, 0xea];

/// Row 12 of the threats: five hundred people, and of none of them a trace in file or log.
#[test]
fn a_stolen_disk_looks_like_noise() {
    let bench = Bench::enrolled();
    let mut needles = vec![b"SQLite format 3".to_vec(), GBK_NAME.to_vec()];
    for half in [0..250, 250..500_u32] {
        // The first half is in the file when the second comes, and that stays in the log.
        crate::recovery::cut_log(&bench.journal.connection()).unwrap();
        let save = |act: &Connection| {
            for n in half {
                let (text, hidden) = person(n);
                needles.extend(hidden);
                let sql = "INSERT INTO drafts VALUES (?1, ?2, 0)";
                stored::change_one(act, sql, params![format!("T{n}"), text])?;
            }
            Ok(())
        };
        bench.journal.write(|act| save(act)).unwrap();
    }
    // Files hold them for certain, so what is not found is hidden and not missing.
    let held = bench
        .journal
        .load_draft("T499", 0, u64::MAX)
        .unwrap()
        .unwrap();
    assert!(held.ends_with(b"499"));
    let names = ["kiosk.db", "kiosk.db-wal"];
    for name in names {
        let bytes = fs::read(bench.dir.path().join(name)).unwrap();
        assert!(bytes.len() > 20_000, "{name} has {} bytes", bytes.len());
        assert!(
            entropy(&bytes) > 7.9,
            "{name}: {} bits a byte",
            entropy(&bytes)
        );
        let starts: BTreeSet<[u8; 4]> = needles
            .iter()
            .map(|needle| needle[..4].try_into().unwrap())
            .collect();
        for window in bytes.windows(40) {
            let start: [u8; 4] = window[..4].try_into().unwrap();
            if starts.contains(&start) {
                let found = needles.iter().any(|needle| window.starts_with(needle));
                assert!(!found, "{name} holds one of them");
            }
        }
    }
}

/// Name, number and telephone of somebody in every encoding they are searched for in: as one text,
/// and one by one.
fn person(n: u32) -> (Vec<u8>, [Vec<u8>; 7]) {
    let name = format!("林小雨{n:03}");
    let number = format!("4499001990010{n:05}");
    let phone = format!("1380000{n:04}");
    let wide = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let hidden: [Vec<u8>; 7] = [
        wide(&name),
        wide(&number),
        wide(&phone),
        [&GBK_NAME[..], &name.as_bytes()[9..]].concat(),
        number.into_bytes(),
        phone.into_bytes(),
        name.into_bytes(),
    ];
    (hidden.concat(), hidden)
}

/// Bits of surprise in a byte; noise has eight.
fn entropy(bytes: &[u8]) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in bytes {
        counts[usize::from(*byte)] += 1;
    }
    let total = f64::from(u32::try_from(bytes.len()).unwrap());
    let shares = counts.iter().map(|count| f64::from(*count) / total);
    -shares
        .filter(|share| *share > 0.0)
        .map(|share| share * share.log2())
        .sum::<f64>()
}
