//! Streams of random bits, and the plain numbers made of them.
//!
//! # The generator
//! PCG XSL RR 128/64 (`Pcg64`), whose output is fixed by its definition. Its state and
//! stream are four words of the `SplitMix64` sequence that starts from
//! `mix(mix(seed) ^ name) ^ attempt`, where `mix` is one step of that sequence and `name`
//! the FNV-1a hash (64 bits) of the name's UTF-8 bytes after NFC: high and low half of the
//! state, then of the stream.
//!
//! # The numbers
//! - An integer below `n`: a word `w` is taken; one in the incomplete last run of `n` words
//!   below 2⁶⁴ is dropped for the next; the integer is `w mod n`.
//! - A number in `[0, 1)`: the upper 53 bits of a word, divided by 2⁵³.
//! - A standard normal: Karney's exact method. It compares numbers and adds a few, and calls
//!   no `exp` or `log`, whose last bit differs between platforms. The whole part `k` comes
//!   with probability proportional to `exp(−k²/2)`, the fraction `x` with `exp(−x(2k + x)/2)`.
//!   Each event of probability `exp(−p)`, `0 ≤ p ≤ 1`, is decided as von Neumann did: `p` and
//!   numbers in `[0, 1)` after it fall for a while; the event holds if the number of those
//!   after `p` that belong to the fall is even.

use rand_pcg::Pcg64;
use rand_pcg::rand_core::Rng;

/// The bits of one name for one seed and attempt.
#[derive(Clone, Debug)]
pub struct Stream(Pcg64);

impl Stream {
    /// The stream of a name (NFC) in the given attempt at a seed's variant.
    pub fn new(seed: u64, attempt: u64, name: &str) -> Self {
        let mut state = mix(mix(seed) ^ hash(name)) ^ attempt;
        let mut word = || {
            let word = mix(state);
            state = state.wrapping_add(STEP);
            u128::from(word)
        };
        let [a, b, c, d] = [word(), word(), word(), word()];
        Self(Pcg64::new((a << 64) | b, (c << 64) | d))
    }

    /// The next word, of which every bit is random.
    pub fn word(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// An integer below `bound`, each equally likely; 0 if `bound` is 0.
    pub fn below(&mut self, bound: u64) -> u64 {
        if bound == 0 {
            return 0;
        }
        let incomplete = (u64::MAX % bound + 1) % bound;
        loop {
            let word = self.0.next_u64();
            if word <= u64::MAX - incomplete {
                return word % bound;
            }
        }
    }

    /// An integer from `low` to `high`, both included; `low` if there is none.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = high.wrapping_sub(low).cast_unsigned();
        match width.checked_add(1) {
            _ if high < low => low,
            Some(count) => low.wrapping_add(self.below(count).cast_signed()),
            None => self.0.next_u64().cast_signed(),
        }
    }

    /// A multiple of 2⁻⁵³ in `[0, 1)`.
    pub fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A standard normal number.
    pub fn normal(&mut self) -> f64 {
        loop {
            let mut whole = 0_u32;
            while self.holds(0.5) {
                whole += 1;
            }
            // So far `whole` has come with exp(−k/2); exp(−k(k − 1)/2) is still to be paid.
            let mut debt = u64::from(whole) * u64::from(whole.saturating_sub(1));
            while debt > 0 && self.holds(0.5) {
                debt -= 1;
            }
            if debt > 0 {
                continue;
            }
            let fraction = self.unit();
            let k = f64::from(whole);
            let share = fraction * (2.0 * k + fraction) / (2.0 * k + 2.0);
            if (0..=whole).all(|_| self.holds(share)) {
                let size = k + fraction;
                return if self.below(2) == 0 { size } else { -size };
            }
        }
    }

    /// An event of probability `exp(−exponent)`, where `0 ≤ exponent ≤ 1`.
    fn holds(&mut self, exponent: f64) -> bool {
        let mut last = exponent;
        let mut even = true;
        loop {
            let next = self.unit();
            if next >= last {
                return even;
            }
            last = next;
            even = !even;
        }
    }
}

const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// One step of `SplitMix64`: the output that follows the state `state`.
fn mix(state: u64) -> u64 {
    let word = state.wrapping_add(STEP);
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// FNV-1a, 64 bits.
fn hash(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_are_those_of_their_definitions() {
        // Published first outputs of SplitMix64 from state 0, and of FNV-1a.
        assert_eq!(mix(0), 0xe220_a839_7b1d_cdaf);
        assert_eq!(mix(STEP), 0x6e78_9e6a_a1b9_65f4);
        assert_eq!(hash(""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(hash("a"), 0xaf63_dc4c_8601_ec8c);
    }

    #[test]
    fn streams_differ_by_seed_attempt_and_name() {
        let first = |seed, attempt, name| Stream::new(seed, attempt, name).0.next_u64();
        let all = [first(0, 0, "X"), first(1, 0, "X"), first(0, 1, "X"), first(0, 0, "Y")];
        let different: std::collections::HashSet<_> = all.iter().collect();
        assert_eq!(different.len(), all.len());
        assert_eq!(first(0, 0, "X"), first(0, 0, "X"));
    }

    #[test]
    fn integers_reach_both_ends_of_any_range() {
        let mut stream = Stream::new(3, 0, "n");
        assert_eq!(stream.between(5, 5), 5);
        assert_eq!(stream.between(5, 4), 5);
        assert_eq!(stream.below(0), 0);
        let small: Vec<_> = (0..200).map(|_| stream.between(-1, 1)).collect();
        assert!([-1, 0, 1].iter().all(|number| small.contains(number)));
        let large: Vec<_> = (0..200).map(|_| stream.between(i64::MIN, i64::MAX)).collect();
        assert!(large.iter().any(|n| *n < 0) && large.iter().any(|n| *n > 0));
    }

    #[test]
    fn normal_numbers_have_the_normal_moments_and_tails() {
        let mut stream = Stream::new(11, 0, "normal");
        let numbers: Vec<_> = (0..200_000).map(|_| stream.normal()).collect();
        let moment =
            |power| numbers.iter().map(|n: &f64| n.powi(power)).sum::<f64>() / numbers.len() as f64;
        for (power, expected, slack) in
            [(1, 0.0, 0.01), (2, 1.0, 0.02), (3, 0.0, 0.05), (4, 3.0, 0.1)]
        {
            assert!((moment(power) - expected).abs() < slack, "moment {power}: {}", moment(power));
        }
        for (bound, share) in [(1.0, 0.317_31), (2.0, 0.045_50), (3.0, 0.002_70)] {
            let beyond = numbers.iter().filter(|n| n.abs() > bound).count() as f64;
            let found = beyond / numbers.len() as f64;
            assert!((found - share).abs() < 0.004, "beyond {bound}: {found}");
        }
    }
}
