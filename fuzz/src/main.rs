//! Writes the golden objects into `corpus/`, one file each, for the fuzzer to start from.

use std::{fs, io::Result, path::Path};

fn main() -> Result<()> {
    let decoded = |texts: Vec<String>| -> Vec<Vec<u8>> {
        texts
            .iter()
            .filter_map(|text| base45::decode(text.get(5..)?).ok())
            .collect()
    };
    let texts = |texts: Vec<String>| texts.into_iter().map(String::into_bytes).collect();
    let mut cbor = decoded(seeds::code_texts());
    for beginning in ["record", "change", "envelope", "sync", "enrol"] {
        cbor.extend(seeds::messages(beginning));
    }
    write("code_text", texts(seeds::code_texts()))?;
    write("cbor", cbor)?;
    let mut bundles = vec![seeds::bundle_text().into_bytes()];
    bundles.extend(decoded(vec![seeds::bundle_text()]));
    write("bundle", bundles)?;
    let mut inside = seeds::messages("envelope");
    inside.extend(seeds::messages("record"));
    inside.extend(seeds::messages("change"));
    write("envelope", inside)?;
    for name in ["sync_answer", "sync_request"] {
        let whole = seeds::messages(&name.replace('_', "-"));
        let payloads: Vec<Vec<u8>> = whole.iter().map(|one| seeds::payload_of(one)).collect();
        write(name, whole.into_iter().chain(payloads).collect())?;
    }
    Ok(())
}

fn write(target: &str, seeds: Vec<Vec<u8>>) -> Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(target);
    fs::create_dir_all(&folder)?;
    for (place, seed) in seeds.iter().enumerate() {
        fs::write(folder.join(format!("seed-{place:03}")), seed)?;
    }
    Ok(())
}
