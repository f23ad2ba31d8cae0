//! Backpropagation by hand, as an expert writes it with ndarray.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, Axis, Zip};

/// The primer's four networks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Network {
    Univariate,
    Multivariate,
    Linear,
    Sigmoid,
}

impl Network {
    pub const ALL: [Self; 4] = [Self::Univariate, Self::Multivariate, Self::Linear, Self::Sigmoid];

    pub fn name(self) -> &'static str {
        match self {
            Self::Univariate => "univariate",
            Self::Multivariate => "multivariate",
            Self::Linear => "two-layer linear",
            Self::Sigmoid => "two-layer sigmoid",
        }
    }

    pub fn equations(self) -> &'static str {
        match self {
            Self::Univariate => "yhat = w * X + b\nL = mean((yhat - y)^2)",
            Self::Multivariate => "yhat = w @ X + b\nL = mean((yhat - y)^2)",
            Self::Linear => "Z = W1 @ X + b1\nyhat = w2 @ Z + b2\nL = mean((yhat - y)^2)",
            Self::Sigmoid => {
                "Z = W1 @ X + b1\nA = sigmoid(Z)\nyhat = w2 @ A + b2\nL = mean((yhat - y)^2)"
            }
        }
    }

    pub fn parameters(self) -> &'static [&'static str] {
        match self {
            Self::Univariate | Self::Multivariate => &["w", "b"],
            Self::Linear | Self::Sigmoid => &["W1", "b1", "w2", "b2"],
        }
    }
}

/// What a network computes from.
pub struct Numbers {
    x: Array2<f64>,
    y: Array2<f64>,
    /// w and b, or W₁, b₁, w₂ and b₂.
    parameters: Vec<Array2<f64>>,
}

impl Numbers {
    pub fn new(network: Network, n: usize, k: usize, m: usize) -> Self {
        let mut state = 0.37_f64;
        let mut matrix = |rows, cols| {
            Array2::from_shape_fn((rows, cols), |_| {
                state = (state + 0.618_033_988_749_895).fract();
                (2.0 * state - 1.0) / 4.0
            })
        };
        let n = if network == Network::Univariate { 1 } else { n };
        let (x, y) = (matrix(n, m), matrix(1, m));
        let parameters = match network {
            Network::Univariate | Network::Multivariate => vec![matrix(1, n), matrix(1, 1)],
            _ => vec![matrix(k, n), matrix(k, 1), matrix(1, k), matrix(1, 1)],
        };
        Self { x, y, parameters }
    }

    /// Every value by its name in the equations.
    pub fn named(&self, network: Network) -> Vec<(&'static str, &Array2<f64>)> {
        let mut named = vec![("X", &self.x), ("y", &self.y)];
        named.extend(network.parameters().iter().copied().zip(&self.parameters));
        named
    }
}

fn sigmoid(z: f64) -> f64 {
    1.0 / (1.0 + (-z).exp())
}

fn one(value: f64) -> Array2<f64> {
    Array2::from_elem((1, 1), value)
}

/// The loss and the gradients of all parameters, a new array for every value.
pub fn plain(network: Network, numbers: &Numbers) -> Vec<Array2<f64>> {
    let (x, y, p) = (&numbers.x, &numbers.y, &numbers.parameters);
    let m = y.ncols() as f64;
    if p.len() == 2 {
        let yhat = p[0].dot(x) + p[1][[0, 0]];
        let error = &yhat - y;
        let loss = error.mapv(|e| e * e).sum() / m;
        let upstream = error * (2.0 / m);
        return vec![one(loss), upstream.dot(&x.t()), one(upstream.sum())];
    }
    let z = p[0].dot(x) + &p[1];
    let a = if network == Network::Sigmoid { z.mapv(sigmoid) } else { z };
    let yhat = p[2].dot(&a) + p[3][[0, 0]];
    let error = &yhat - y;
    let loss = error.mapv(|e| e * e).sum() / m;
    let upstream = error * (2.0 / m);
    let mut dz = p[2].t().dot(&upstream);
    if network == Network::Sigmoid {
        dz = dz * &a * &a.mapv(|a| 1.0 - a);
    }
    vec![
        one(loss),
        dz.dot(&x.t()),
        dz.sum_axis(Axis(1)).insert_axis(Axis(1)),
        upstream.dot(&a.t()),
        one(upstream.sum()),
    ]
}

/// The same with every buffer kept from run to run.
pub struct Buffered {
    network: Network,
    a: Array2<f64>,
    yhat: Array2<f64>,
    dz: Array2<f64>,
    /// The loss, then the gradients.
    results: Vec<Array2<f64>>,
}

impl Buffered {
    pub fn new(network: Network, numbers: &Numbers) -> Self {
        let hidden = if numbers.parameters.len() == 4 { numbers.parameters[0].nrows() } else { 0 };
        let examples = numbers.y.ncols();
        let mut results = vec![one(0.0)];
        results.extend(numbers.parameters.iter().map(|value| Array2::zeros(value.dim())));
        Self {
            network,
            a: Array2::zeros((hidden, examples)),
            yhat: Array2::zeros((1, examples)),
            dz: Array2::zeros((hidden, examples)),
            results,
        }
    }

    pub fn result(&self, index: usize) -> &Array2<f64> {
        &self.results[index]
    }

    pub fn run(&mut self, numbers: &Numbers) {
        let (x, p) = (&numbers.x, &numbers.parameters);
        if p.len() == 2 {
            self.output(&p[0], x, p[1][[0, 0]], numbers);
            general_mat_mul(1.0, &self.yhat, &x.t(), 0.0, &mut self.results[1]);
            self.results[2][[0, 0]] = self.yhat.sum();
            return;
        }
        general_mat_mul(1.0, &p[0], x, 0.0, &mut self.a);
        let sigmoids = self.network == Network::Sigmoid;
        for (mut row, bias) in self.a.rows_mut().into_iter().zip(&p[1]) {
            row.mapv_inplace(|z| if sigmoids { sigmoid(z + bias) } else { z + bias });
        }
        let a = std::mem::take(&mut self.a);
        self.output(&p[2], &a, p[3][[0, 0]], numbers);
        self.a = a;
        for (mut row, weight) in self.dz.rows_mut().into_iter().zip(&p[2]) {
            Zip::from(&mut row).and(self.yhat.row(0)).for_each(|dz, e| *dz = weight * e);
        }
        if sigmoids {
            Zip::from(&mut self.dz).and(&self.a).for_each(|dz, a| *dz *= a * (1.0 - a));
        }
        general_mat_mul(1.0, &self.dz, &x.t(), 0.0, &mut self.results[1]);
        for (sum, row) in self.results[2].iter_mut().zip(self.dz.rows()) {
            *sum = row.sum();
        }
        general_mat_mul(1.0, &self.yhat, &self.a.t(), 0.0, &mut self.results[3]);
        self.results[4][[0, 0]] = self.yhat.sum();
    }

    /// The prediction, the loss, and 2/m (ŷ − y) in the prediction's place.
    fn output(&mut self, w: &Array2<f64>, x: &Array2<f64>, b: f64, numbers: &Numbers) {
        general_mat_mul(1.0, w, x, 0.0, &mut self.yhat);
        let m = numbers.y.ncols() as f64;
        let mut loss = 0.0;
        Zip::from(&mut self.yhat).and(&numbers.y).for_each(|yhat, y| {
            let error = *yhat + b - y;
            loss += error * error;
            *yhat = 2.0 / m * error;
        });
        self.results[0][[0, 0]] = loss / m;
    }
}
