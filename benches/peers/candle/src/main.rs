//! The primer's four networks in candle, double precision, with the numbers of
//! benches/networks: microseconds for one forward and backward pass.

use std::time::Instant;

use candle_core::{Device, Result, Tensor, Var};

const SIZES: [(&str, [usize; 3]); 3] =
    [("tiny", [2, 3, 4]), ("classroom", [10, 16, 64]), ("big", [256, 512, 2048])];
const NETWORKS: [&str; 4] = ["univariate", "multivariate", "two-layer linear", "two-layer sigmoid"];

/// How long a repeat of the measured run takes at least, in seconds.
const REPEAT: f64 = 0.1;

/// The numbers that every peer is given, in the same order.
struct Numbers(f64);

impl Numbers {
    fn matrix(&mut self, rows: usize, cols: usize) -> Result<Tensor> {
        let entry = |_| {
            self.0 = (self.0 + 0.618_033_988_749_895).fract();
            (2.0 * self.0 - 1.0) / 4.0
        };
        let entries: Vec<f64> = (0..rows * cols).map(entry).collect();
        Tensor::from_vec(entries, (rows, cols), &Device::Cpu)
    }
}

fn loss(parameters: &[Var], sigmoid: bool, x: &Tensor, y: &Tensor) -> Result<Tensor> {
    let layer = |number: usize, input: &Tensor| {
        parameters[2 * number].matmul(input)?.broadcast_add(&parameters[2 * number + 1])
    };
    let mut out = layer(0, x)?;
    if parameters.len() == 4 {
        if sigmoid {
            out = ((out.neg()?.exp()? + 1.0)?).recip()?;
        }
        out = layer(1, &out)?;
    }
    (out - y)?.sqr()?.mean_all()
}

/// The median of seven repeats, in microseconds.
fn microseconds(mut run: impl FnMut() -> Result<()>) -> Result<f64> {
    let mut timed = |runs: u32| -> Result<f64> {
        let start = Instant::now();
        for _ in 0..runs {
            run()?;
        }
        Ok(start.elapsed().as_secs_f64())
    };
    let mut runs = 1;
    while timed(runs)? < REPEAT {
        runs *= 2;
    }
    let mut times = Vec::new();
    for _ in 0..7 {
        times.push(timed(runs)? / f64::from(runs) * 1e6);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[times.len() / 2])
}

fn main() -> Result<()> {
    for (size, [n, k, m]) in SIZES {
        for network in NETWORKS {
            let mut numbers = Numbers(0.37);
            let n = if network == "univariate" { 1 } else { n };
            let (x, y) = (numbers.matrix(n, m)?, numbers.matrix(1, m)?);
            let shapes = if network.starts_with("two-layer") {
                vec![(k, n), (k, 1), (1, k), (1, 1)]
            } else {
                vec![(1, n), (1, 1)]
            };
            let parameters: Vec<Var> = shapes
                .into_iter()
                .map(|(rows, cols)| Var::from_tensor(&numbers.matrix(rows, cols)?))
                .collect::<Result<_>>()?;
            let sigmoid = network.ends_with("sigmoid");
            let time = microseconds(|| {
                let gradients = loss(&parameters, sigmoid, &x, &y)?.backward()?;
                for parameter in &parameters {
                    std::hint::black_box(gradients.get(parameter));
                }
                Ok(())
            })?;
            println!("{network}/{size}: candle {time:.1}");
        }
    }
    Ok(())
}
