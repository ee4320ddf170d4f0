//! Small ordered collections and a sort, in place of the standard library's.
//!
//! These are fast for millions of items and bring some kilobytes of machine code for each type they are used with,
//! which whoever opens a page would wait for. The analysis of a template and its findings have some dozens of items.

mod map;
mod set;

pub(crate) use map::Map;
pub(crate) use set::Set;

use std::cmp::Ordering;

/// Sorts; items that are equal keep their order.
pub(crate) fn sort_by<T>(items: &mut [T], mut order: impl FnMut(&T, &T) -> Ordering) {
    let places = places_by(items, &mut order);
    for place in 0..places.len() {
        let moved_to = |from: usize| places.get(from).copied().filter(|_| from < place);
        // What stood there may have made room for an item that is in its place by now.
        let mut from = places.get(place).copied().unwrap_or(place);
        while let Some(next) = moved_to(from) {
            from = next;
        }
        items.swap(place, from);
    }
}

/// Sorts by what the items themselves say.
pub(crate) fn sort<T: Ord>(items: &mut [T]) {
    sort_by(items, T::cmp);
}

/// The places of the items as they would stand if they were sorted.
pub(crate) fn places_by<T>(items: &[T], mut order: impl FnMut(&T, &T) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..items.len()).collect();
    sort_places(&mut places, &mut |left, right| match (items.get(left), items.get(right)) {
        (Some(left), Some(right)) => order(left, right),
        _ => Ordering::Equal,
    });
    places
}

/// The one sort that there is in the machine code: whatever is sorted, its places are.
fn sort_places(places: &mut [usize], order: &mut dyn FnMut(usize, usize) -> Ordering) {
    places.sort_by(|&left, &right| order(left, right));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_items_keep_their_order() {
        let mut items = vec![(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd'), (0, 'e')];
        sort_by(&mut items, |(left, _), (right, _)| left.cmp(right));
        assert_eq!(items, [(0, 'e'), (1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
        sort_by::<(i32, char)>(&mut [], |_, _| Ordering::Less);
    }

    #[test]
    fn sorts_as_the_standard_library_does() {
        let mut numbers: Vec<u32> = (0..100_u32).map(|step| step.wrapping_mul(2_654_435_761) % 61).collect();
        let mut expected = numbers.clone();
        expected.sort_unstable();
        sort(&mut numbers);
        assert_eq!(numbers, expected);
    }
}
