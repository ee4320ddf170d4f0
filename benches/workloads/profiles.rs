//! The users that every engine renders for: made by a generator, so that no file of them has to be kept.

use serde::Serialize;

const NAMES: &[&str] =
    &["Haruka", "健太", "ณัฐพล", "กานดา", "志明", "서연", "Emma", "André", "Jürgen", "Ewa", "Tuấn", "ليلى"];
/// What breaks a template that writes a name into JSON as it is, or looks as if it would.
const HOSTILE: &[&str] = &[
    "the \"boss\"",
    "C:\\me",
    "first\nsecond",
    "one\ttwo",
    "👩‍🚀 crew",
    "line\u{2028}end",
    "{{ 6 * 7 }}",
    "</b>",
];
const TIERS: &[&str] = &["green", "silver", "gold"];
const CITIES: &[&str] = &["Kyoto", "那覇", "Bangkok", "Taichung", "Medellín", "Hà-Nội"];
const STORES: &[&str] = &["Ekimae Coffee", "Canal Street", "珈琲 北山"];

/// What a template finds of one user.
#[derive(Serialize)]
pub struct Profile {
    #[serde(rename = "UserAttribute")]
    pub user: User,
    #[serde(rename = "ProductSet")]
    products: Vec<Product>,
}

/// The attributes of a user: what a row of an audience has.
#[derive(Serialize)]
pub struct User {
    pub line_id: String,
    pub first_name: String,
    pub tier: &'static str,
    pub stamps: u64,
    pub store: &'static str,
    pub city: &'static str,
    pub age: u64,
    pub email: String,
}

#[derive(Serialize)]
struct Product {
    sku: String,
    title: String,
    price: String,
    flex: u64,
}

/// The first `count` users; the same ones each time.
pub fn profiles(count: usize) -> impl Iterator<Item = Profile> {
    let mut random = SplitMix(0x11e9_1a7e);
    (0..count).map(move |index| profile(index, &mut random))
}

fn profile(index: usize, random: &mut SplitMix) -> Profile {
    let first_name = match index % 50 {
        49 => random.choice(HOSTILE).to_owned(),
        _ => format!("{} {index}", random.choice(NAMES)),
    };
    let user = User {
        line_id: format!("U{:016x}{:016x}", random.next(), random.next()),
        first_name,
        tier: random.choice(TIERS),
        stamps: random.between(0, 120),
        store: random.choice(STORES),
        city: random.choice(CITIES),
        age: random.between(16, 90),
        email: format!("guest{index}@example.com"),
    };
    let products = (0..random.between(3, 9)).map(|_| product(random)).collect();
    Profile { user, products }
}

fn product(random: &mut SplitMix) -> Product {
    let sku = random.between(1000, 100_000);
    Product {
        sku: format!("b{sku}"),
        title: format!("Blend no. {}", sku % 700),
        price: format!("¥{},{:03}", random.between(1, 5), random.between(0, 1000)),
        flex: random.between(0, 3),
    }
}

/// A generator of numbers that look random: Steele, Lea and Flood, "Fast splittable pseudorandom number generators".
struct SplitMix(u64);

impl SplitMix {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from `low` up to `high`, which is not reached.
    fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.next() % (high - low)
    }

    fn choice(&mut self, from: &[&'static str]) -> &'static str {
        from[self.between(0, from.len() as u64) as usize]
    }
}
