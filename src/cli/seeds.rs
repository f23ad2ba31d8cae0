//! Which variant is whose: from a roster, or computed from the learner's id, so that anybody can
//! compute it again.

use super::roster::Roster;

/// How seeds are assigned.
#[derive(Clone, Debug, Default)]
pub struct Seeds {
    /// What makes the seeds of one sheet differ from those of another, where they are computed.
    pub salt: Option<String>,
    /// Who is in the class.
    pub roster: Option<Roster>,
}

impl Seeds {
    /// The seed that is assigned to a learner; nothing if none is.
    pub fn of(&self, learner: &str) -> Option<u64> {
        let listed = self.roster.as_ref().and_then(|roster| roster.find(learner)?.seed);
        listed.or_else(|| self.salt.as_ref().map(|salt| seed(salt, learner)))
    }
}

/// The seed of an id: FNV-1a of 64 bits over the bytes of `salt/id`, its halves combined by
/// exclusive or, so that it fits 32 bits.
pub fn seed(salt: &str, id: &str) -> u64 {
    let hash = fingerprint(format!("{salt}/{id}").as_bytes());
    (hash >> 32) ^ (hash & 0xffff_ffff)
}

/// FNV-1a of 64 bits.
pub fn fingerprint(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_gives_the_published_values() {
        for (text, hash) in [
            ("", 0xcbf2_9ce4_8422_2325_u64),
            ("a", 0xaf63_dc4c_8601_ec8c),
            ("foobar", 0x8594_4171_f739_67e8),
        ] {
            assert_eq!(fingerprint(text.as_bytes()), hash, "{text}");
        }
    }

    /// The same table stands in docs/grading-a-class.md, where Python computes it.
    #[test]
    fn seeds_are_those_that_the_document_computes() {
        for (salt, id, wanted) in [
            ("sheet-1", "ada", 2_230_769_891),
            ("sheet-1", "bo", 1_805_564_804),
            ("sheet-2", "ada", 1_183_334_876),
            ("", "1001", 2_703_791_945),
            ("sheet-1", "Zoë", 1_310_184_196),
        ] {
            assert_eq!(seed(salt, id), wanted, "{salt}/{id}");
        }
    }

    #[test]
    fn a_roster_comes_before_the_hash() {
        let roster = Roster::read("class.csv", "learner,seed\nada,7\nbo,\n").ok();
        let seeds = Seeds { salt: Some("sheet-1".to_owned()), roster };
        assert_eq!(seeds.of("ada"), Some(7));
        assert_eq!(seeds.of("bo"), Some(1_805_564_804));
        assert_eq!(Seeds::default().of("ada"), None);
    }
}
