//! The exponential and the sigmoid in loops that compilers turn into vector code.
//!
//! eˣ = 2ⁿ eʳ with n the whole number nearest to x / log 2 and |r| ≤ log(2)/2; log 2 is taken
//! in two parts, the first short enough that its product with n is exact (W. J. Cody and
//! W. Waite, *Software Manual for the Elementary Functions*, 1980). eʳ is its Taylor
//! polynomial, whose remainder is below 2⁻⁵⁷ there. There is no branch and no table.

use pulp::{Arch, Simd, WithSimd};

/// The first 33 bits of log 2, and the rest.
const LOG2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LOG2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// Adding it rounds to a whole number and leaves that number in the lowest bits.
const ROUND: f64 = 6_755_399_441_055_744.0; // 1.5 · 2⁵²

/// Beyond these the result is infinite, or 0.
const MOST: f64 = 720.0;
const LEAST: f64 = -760.0;

/// 1/n! for n from 2 to 13.
const FACTORIALS: [f64; 12] = {
    let mut inverse = [0.5; 12];
    let mut index = 1;
    while index < 12 {
        inverse[index] = inverse[index - 1] / (index + 2) as f64;
        index += 1;
    }
    inverse
};

/// eˣ, within 1 ulp of the true value where that is a normal number.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    exp_by::<false>(x)
}

/// eˣ, each product fused with the sum that it is added to where the processor does so.
#[inline(always)]
fn exp_by<const FUSED: bool>(x: f64) -> f64 {
    let x = if x > MOST { MOST } else { x };
    let x = if x < LEAST { LEAST } else { x };
    let n = add_product::<FUSED>(ROUND, x, std::f64::consts::LOG2_E) - ROUND;
    let high = x - n * LOG2_HIGH;
    let r = add_product::<FUSED>(high, -n, LOG2_LOW);
    let tail = tail::<FUSED>(r);
    // The rounding error of r, so that it does not add to that of the result.
    let lost = add_product::<FUSED>(high - r, -n, LOG2_LOW);
    let power = 1.0 + (r + add_product::<FUSED>(lost, r * r, tail));
    // 2ⁿ in two factors, since n may lie outside the exponents that there are.
    let half = add_product::<FUSED>(ROUND, n, 0.5) - ROUND;
    power * power_of_two(half) * power_of_two(n - half)
}

/// `a` + x y.
#[inline(always)]
fn add_product<const FUSED: bool>(a: f64, x: f64, y: f64) -> f64 {
    if FUSED { x.mul_add(y, a) } else { a + x * y }
}

/// Σ rⁿ⁻²/n! from n = 2, in pairs of pairs, so that few of its steps wait for one another
/// (G. Estrin, *Organization of computer systems*, 1960).
#[inline(always)]
fn tail<const FUSED: bool>(r: f64) -> f64 {
    let c = &FACTORIALS;
    let (r2, r4) = (r * r, (r * r) * (r * r));
    let pair = |at: usize| add_product::<FUSED>(c[at], c[at + 1], r);
    let four = |at: usize| add_product::<FUSED>(pair(at), pair(at + 2), r2);
    let above = add_product::<FUSED>(four(4), four(8), r4);
    add_product::<FUSED>(four(0), above, r4)
}

/// 2ⁿ for a whole number n that is an exponent.
#[inline(always)]
fn power_of_two(n: f64) -> f64 {
    let bits = (n + ROUND).to_bits();
    f64::from_bits(bits.wrapping_add(1023) << 52)
}

/// 1/(1 + e⁻ˣ), whose exponential never overflows.
#[inline(always)]
pub fn sigmoid(x: f64) -> f64 {
    sigmoid_and_rest::<false>(x).0
}

/// σ(x) and σ(−x), of one exponential and one division.
#[inline(always)]
fn sigmoid_and_rest<const FUSED: bool>(x: f64) -> (f64, f64) {
    let small = exp_by::<FUSED>(-x.abs());
    let larger = 1.0 / (1.0 + small);
    let smaller = small * larger;
    if x < 0.0 { (smaller, larger) } else { (larger, smaller) }
}

/// How many entries are worked on together.
const TOGETHER: usize = 8;

/// σ(x) and σ(−x) of every entry.
pub fn sigmoids(a: &[f64], out: &mut [f64], rest: &mut [f64]) {
    let (length, left) = (a.len(), a.len() % TOGETHER);
    if length < TOGETHER || left == 0 {
        return sigmoids_of_all(a, out, rest);
    }
    let whole = length - left;
    sigmoids_of_all(&a[..whole], &mut out[..whole], &mut rest[..whole]);
    // The last ones together with some before them, which come out the same once more.
    let last = length - TOGETHER;
    sigmoids_of_all(&a[last..], &mut out[last..], &mut rest[last..]);
}

/// Never inlined: a loop whose length is known is unrolled before it can become vector code.
#[inline(never)]
fn sigmoids_of_all(a: &[f64], out: &mut [f64], rest: &mut [f64]) {
    Arch::new().dispatch(Sigmoids { a, out, rest });
}

struct Sigmoids<'a> {
    a: &'a [f64],
    out: &'a mut [f64],
    rest: &'a mut [f64],
}

impl WithSimd for Sigmoids<'_> {
    type Output = ();

    #[inline(always)]
    fn with_simd<S: Simd>(self, _: S) {
        // Where vectors hold four numbers or more, they multiply and add in one.
        if S::F64_LANES >= 4 { self.compute::<true>() } else { self.compute::<false>() }
    }
}

impl Sigmoids<'_> {
    #[inline(always)]
    fn compute<const FUSED: bool>(self) {
        for ((x, value), other) in self.a.iter().zip(self.out).zip(self.rest) {
            (*value, *other) = sigmoid_and_rest::<FUSED>(*x);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ulps(found: f64, wanted: f64) -> f64 {
        let ulp = f64::from_bits(wanted.to_bits() + 1) - wanted;
        ((found - wanted) / ulp).abs()
    }

    #[test]
    fn the_exponential_is_as_good_as_the_standard_one() {
        let mut x = -708.0;
        let mut worst: f64 = 0.0;
        while x < 709.7 {
            worst = worst.max(ulps(exp(x), x.exp())).max(ulps(exp_by::<true>(x), x.exp()));
            x += 0.001_37;
        }
        assert!(worst <= 1.0, "{worst} ulp");
    }

    #[test]
    fn the_ends_are_those_of_the_standard_one() {
        for x in [0.0, -0.0, 710.0, 1e300, f64::INFINITY, -746.0, -1e300, f64::NEG_INFINITY] {
            assert_eq!(exp(x), x.exp(), "{x}");
        }
        assert!(exp(f64::NAN).is_nan() && sigmoid(f64::NAN).is_nan());
        assert!(ulps(exp(-740.0), (-740.0_f64).exp()) <= 1.0);
        assert_eq!(sigmoid(1000.0), 1.0);
        assert_eq!(sigmoid(-1000.0), 0.0);
    }

    #[test]
    fn a_sigmoid_and_its_rest_are_the_same_function() {
        for x in [-700.0, -3.0, -1e-20, 0.0, 0.4, 36.0, 700.0] {
            assert_eq!(sigmoid_and_rest::<false>(x), (sigmoid(x), sigmoid(-x)));
            let (value, rest) = sigmoid_and_rest::<true>(x);
            assert!(ulps(value, sigmoid(x)) <= 2.0 && ulps(rest, sigmoid(-x)) <= 2.0, "{x}");
        }
    }
}
