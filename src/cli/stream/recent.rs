//! Things that were made, kept for whoever asks for the same again; the oldest goes first.

/// A number of things by their keys, the one that was asked for last at the end.
#[derive(Clone, Debug)]
pub struct Recent<K, V> {
    kept: Vec<(K, Box<V>)>,
    most: usize,
}

impl<K: PartialEq, V> Recent<K, V> {
    /// Room for so many things.
    ///
    /// # Panics
    /// If that is none.
    pub fn new(most: usize) -> Self {
        assert!(most > 0, "there has to be room for one thing");
        Self { kept: Vec::new(), most }
    }

    /// What a key stands for, made now if it is not there.
    pub fn get(&mut self, key: K, make: impl FnOnce(&K) -> V) -> &mut V {
        if let Some(at) = self.kept.iter().position(|(known, _)| *known == key) {
            self.kept[at..].rotate_left(1);
        } else {
            if self.kept.len() == self.most {
                self.kept.remove(0);
            }
            let made = Box::new(make(&key));
            self.kept.push((key, made));
        }
        let (_, found) = self.kept.last_mut().expect("it was just put there");
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_one_that_was_asked_for_longest_ago_goes_first() {
        let mut made = Vec::new();
        let mut recent = Recent::new(2);
        for key in [1, 2, 1, 3, 1, 2] {
            assert_eq!(
                *recent.get(key, |key| {
                    made.push(*key);
                    *key * 10
                }),
                key * 10
            );
        }
        assert_eq!(made, [1, 2, 3, 2]);
    }
}
